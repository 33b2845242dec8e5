CREATE TABLE contract_templates (
    id uuid NOT NULL,
    name text NOT NULL,
    description text NOT NULL,
    session_type text NOT NULL
        CONSTRAINT contract_templates_session_type_check CHECK (session_type IN (
            'FOCUS', 'DECISION', 'EMOTIONAL_UNLOAD', 'PLANNING'
        )),
    mode text NOT NULL CONSTRAINT contract_templates_mode_check CHECK (mode IN ('STRICT', 'MODERATE', 'FLEXIBLE')),
    rules jsonb NOT NULL,
    is_active boolean NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    CONSTRAINT contract_templates_pkey PRIMARY KEY (id)
);

COMMENT ON TABLE contract_templates IS 'Rules to start a contract from. Personal: nothing.';

CREATE TABLE inbox (
    id text NOT NULL,
    type text NOT NULL,
    intent_id text,
    payment_id uuid,
    account_id text,
    payload json NOT NULL,
    received_at timestamptz NOT NULL,
    done_at timestamptz,
    CONSTRAINT inbox_pkey PRIMARY KEY (id)
);

CREATE INDEX inbox_received_idx ON inbox (received_at);

COMMENT ON TABLE inbox IS
    'What the payment provider told us, each notice once. Personal: the payer''s details that the '
    'provider puts into it.';

CREATE TABLE outbox (
    id bigint GENERATED ALWAYS AS IDENTITY,
    event text NOT NULL,
    reaction text NOT NULL,
    payload jsonb NOT NULL,
    attempts integer NOT NULL CONSTRAINT outbox_attempts_check CHECK (attempts >= 0),
    due_at timestamptz NOT NULL,
    next_at timestamptz NOT NULL,
    created_at timestamptz NOT NULL,
    done_at timestamptz,
    died_at timestamptz,
    last_error text,
    CONSTRAINT outbox_pkey PRIMARY KEY (id)
)
WITH (autovacuum_vacuum_scale_factor = 0.02);

CREATE INDEX outbox_dead_idx ON outbox (id) WHERE died_at IS NOT NULL;

CREATE INDEX outbox_done_idx ON outbox (done_at) WHERE done_at IS NOT NULL;

CREATE INDEX outbox_due_idx ON outbox (next_at, id) WHERE done_at IS NULL AND died_at IS NULL;

COMMENT ON TABLE outbox IS
    'One row for each reaction that an event must cause, with its attempts. Personal: ids only.';

CREATE TABLE schedule_claims (
    job text NOT NULL,
    due timestamptz NOT NULL,
    claimed_at timestamptz NOT NULL,
    CONSTRAINT schedule_claims_pkey PRIMARY KEY (job, due)
);

COMMENT ON TABLE schedule_claims IS
    'Which occurrence of a periodic job somebody has taken on, so that of many schedulers one runs it. '
    'Personal: nothing.';

CREATE TABLE users (
    id uuid NOT NULL,
    email text NOT NULL,
    email_key text NOT NULL,
    password_hash text NOT NULL,
    first_name text,
    last_name text,
    display_name text,
    date_of_birth date NOT NULL,
    role text NOT NULL CONSTRAINT users_role_check CHECK (role IN ('USER', 'COMPANION', 'ADMIN')),
    is_email_verified boolean NOT NULL,
    is_age_verified boolean NOT NULL,
    avatar_url text,
    preferred_language text NOT NULL,
    timezone text NOT NULL,
    is_active boolean NOT NULL,
    deleted_at timestamptz,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    CONSTRAINT users_pkey PRIMARY KEY (id),
    CONSTRAINT users_email_key_key UNIQUE (email_key)
);

COMMENT ON TABLE users IS
    'The people with an account. Personal: address, password hash, names, date of birth, picture, '
    'language, time zone.';

CREATE TABLE companions (
    id uuid NOT NULL,
    user_id uuid NOT NULL,
    type text NOT NULL CONSTRAINT companions_type_check CHECK (type IN ('STANDARD', 'VERIFIED', 'EXPERT')),
    status text NOT NULL
        CONSTRAINT companions_status_check CHECK (status IN ('PENDING_REVIEW', 'APPROVED', 'SUSPENDED')),
    bio text,
    base_rate_minor bigint NOT NULL CONSTRAINT companions_base_rate_minor_check CHECK (base_rate_minor >= 0),
    expert_premium_minor bigint NOT NULL
        CONSTRAINT companions_expert_premium_minor_check CHECK (expert_premium_minor >= 0),
    hourly_rate_minor bigint GENERATED ALWAYS AS (base_rate_minor + expert_premium_minor) STORED,
    currency text NOT NULL CONSTRAINT companions_currency_check CHECK (currency ~ '^[A-Z]{3}$'),
    expertise_tags text[] NOT NULL,
    tag_keys text[] NOT NULL,
    certifications text[] NOT NULL,
    identity_verified boolean NOT NULL,
    stripe_account_id text,
    payouts_enabled boolean NOT NULL,
    charges_enabled boolean NOT NULL,
    max_concurrent smallint NOT NULL
        CONSTRAINT companions_max_concurrent_check CHECK (max_concurrent BETWEEN 1 AND 5),
    drift_enforcement text NOT NULL
        CONSTRAINT companions_drift_enforcement_check CHECK (drift_enforcement IN ('STRICT', 'MODERATE', 'FLEXIBLE')),
    is_online boolean NOT NULL,
    last_active_at timestamptz,
    total_sessions integer NOT NULL CONSTRAINT companions_total_sessions_check CHECK (total_sessions >= 0),
    success_rate double precision NOT NULL
        CONSTRAINT companions_success_rate_check CHECK (success_rate BETWEEN 0 AND 100),
    average_rating double precision NOT NULL
        CONSTRAINT companions_average_rating_check CHECK (average_rating BETWEEN 0 AND 5),
    reputation_score double precision NOT NULL
        CONSTRAINT companions_reputation_score_check CHECK (reputation_score BETWEEN 0 AND 5),
    search_text text DEFAULT '' NOT NULL,
    is_offered boolean DEFAULT false NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    CONSTRAINT companions_pkey PRIMARY KEY (id),
    CONSTRAINT companions_user_id_key UNIQUE (user_id),
    CONSTRAINT companions_stripe_account_id_key UNIQUE (stripe_account_id),
    CONSTRAINT companions_user_id_fkey FOREIGN KEY(user_id) REFERENCES users (id)
);

CREATE INDEX companions_pending_idx ON companions (created_at, id) WHERE status = 'PENDING_REVIEW';

CREATE INDEX companions_ranking_idx ON companions (is_online DESC, reputation_score DESC, id)
    INCLUDE (type, average_rating) WHERE is_offered;

CREATE INDEX companions_hourly_rate_idx ON companions (hourly_rate_minor) WHERE is_offered;

CREATE INDEX companions_search_text_idx ON companions USING gin (search_text gin_trgm_ops) WHERE is_offered;

CREATE INDEX companions_tag_keys_idx ON companions USING gin (tag_keys) WHERE is_offered;

COMMENT ON TABLE companions IS
    'The profiles under which people are present for others. Personal: biography, rates, certifications, '
    'payout account, presence, standing.';

CREATE TABLE deliveries (
    key text NOT NULL,
    kind text NOT NULL
        CONSTRAINT deliveries_kind_check CHECK (kind IN (
            'WELCOME', 'BOOKING_CONFIRMATION', 'SESSION_COMPLETED', 'COMPANION_APPROVED'
        )),
    user_id uuid NOT NULL,
    claimed_at timestamptz NOT NULL,
    sent_at timestamptz,
    refused_at timestamptz,
    refusal text,
    CONSTRAINT deliveries_pkey PRIMARY KEY (key),
    CONSTRAINT deliveries_user_id_fkey FOREIGN KEY(user_id) REFERENCES users (id)
);

CREATE INDEX deliveries_user_id_idx ON deliveries (user_id);

COMMENT ON TABLE deliveries IS
    'Which letters were sent to whom, so that none is sent twice. Personal: who got which letter when.';

CREATE TABLE refresh_tokens (
    id uuid NOT NULL,
    family_id uuid NOT NULL,
    user_id uuid NOT NULL,
    digest text NOT NULL,
    expires_at timestamptz NOT NULL,
    used_at timestamptz,
    revoked_at timestamptz,
    created_at timestamptz NOT NULL,
    CONSTRAINT refresh_tokens_pkey PRIMARY KEY (id),
    CONSTRAINT refresh_tokens_digest_key UNIQUE (digest),
    CONSTRAINT refresh_tokens_user_id_fkey FOREIGN KEY(user_id) REFERENCES users (id) ON DELETE CASCADE
);

CREATE INDEX refresh_tokens_family_id_idx ON refresh_tokens (family_id);

CREATE INDEX refresh_tokens_user_id_idx ON refresh_tokens (user_id);

COMMENT ON TABLE refresh_tokens IS
    'The links of the chains that keep people signed in, as digests. Personal: when somebody signed in.';

CREATE TABLE user_languages (
    id uuid NOT NULL,
    user_id uuid NOT NULL,
    language text NOT NULL,
    language_key text NOT NULL,
    proficiency text NOT NULL
        CONSTRAINT user_languages_proficiency_check CHECK (proficiency IN (
            'native', 'fluent', 'advanced', 'intermediate', 'beginner'
        )),
    is_preferred boolean NOT NULL,
    CONSTRAINT user_languages_pkey PRIMARY KEY (id),
    CONSTRAINT user_languages_user_id_language_key_key UNIQUE (user_id, language_key),
    CONSTRAINT user_languages_user_id_fkey FOREIGN KEY(user_id) REFERENCES users (id) ON DELETE CASCADE
);

CREATE INDEX user_languages_language_key_user_id_idx ON user_languages (language_key, user_id);

COMMENT ON TABLE user_languages IS
    'The languages that people speak and how well. Personal: all of it.';

CREATE TABLE availability_slots (
    id uuid NOT NULL,
    companion_id uuid NOT NULL,
    day_of_week text NOT NULL
        CONSTRAINT availability_slots_day_of_week_check CHECK (day_of_week IN (
            'MONDAY', 'TUESDAY', 'WEDNESDAY', 'THURSDAY', 'FRIDAY', 'SATURDAY', 'SUNDAY'
        )),
    start_time time NOT NULL,
    end_time time,
    timezone text NOT NULL,
    is_recurring boolean NOT NULL,
    specific_date date,
    is_blocked boolean NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    CONSTRAINT availability_slots_pkey PRIMARY KEY (id),
    CONSTRAINT availability_slots_order_check CHECK (end_time IS NULL OR start_time < end_time),
    CONSTRAINT availability_slots_companion_id_fkey
        FOREIGN KEY(companion_id) REFERENCES companions (id) ON DELETE CASCADE
);

CREATE INDEX availability_slots_companion_id_idx ON availability_slots (companion_id);

COMMENT ON TABLE availability_slots IS
    'The local hours that companions offer, and those they took back. Personal: when somebody works.';

CREATE TABLE sessions (
    id uuid NOT NULL,
    seeker_id uuid NOT NULL,
    companion_id uuid,
    companion_user_id uuid,
    type text NOT NULL
        CONSTRAINT sessions_type_check CHECK (type IN ('FOCUS', 'DECISION', 'EMOTIONAL_UNLOAD', 'PLANNING')),
    status text NOT NULL
        CONSTRAINT sessions_status_check CHECK (status IN (
            'PENDING_MATCH', 'MATCHED', 'PAYMENT_AUTHORIZED', 'READY', 'IN_PROGRESS', 'PAUSED',
            'COMPLETED', 'ABANDONED', 'CANCELLED', 'DISPUTED'
        )),
    planned_minutes smallint NOT NULL CONSTRAINT sessions_planned_minutes_check CHECK (planned_minutes > 0),
    scheduled_at timestamptz,
    matched_at timestamptz,
    seeker_ready_at timestamptz,
    companion_ready_at timestamptz,
    started_at timestamptz,
    paused_at timestamptz,
    paused_seconds integer NOT NULL CONSTRAINT sessions_paused_seconds_check CHECK (paused_seconds >= 0),
    ended_at timestamptz,
    room_name text,
    cancellation_reason text,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    CONSTRAINT sessions_pkey PRIMARY KEY (id),
    CONSTRAINT sessions_companion_check CHECK ((companion_id IS NULL) = (companion_user_id IS NULL)),
    CONSTRAINT sessions_seeker_id_fkey FOREIGN KEY(seeker_id) REFERENCES users (id),
    CONSTRAINT sessions_companion_id_fkey FOREIGN KEY(companion_id) REFERENCES companions (id),
    CONSTRAINT sessions_companion_user_id_fkey FOREIGN KEY(companion_user_id) REFERENCES users (id)
);

CREATE INDEX sessions_companion_user_idx ON sessions (companion_user_id, created_at, id);

CREATE INDEX sessions_live_idx ON sessions (status, updated_at)
    WHERE status NOT IN ('COMPLETED', 'ABANDONED', 'CANCELLED', 'DISPUTED');

CREATE INDEX sessions_seeker_idx ON sessions (seeker_id, created_at, id);

CREATE INDEX sessions_selections_idx ON sessions (companion_id, matched_at);

COMMENT ON TABLE sessions IS
    'The hours that seekers booked with companions. Personal: who met whom, when, for how long, and the '
    'words of a cancellation.';

CREATE TABLE bookings (
    id bigint GENERATED ALWAYS AS IDENTITY,
    session_id uuid NOT NULL,
    companion_id uuid NOT NULL,
    seat smallint NOT NULL CONSTRAINT bookings_seat_check CHECK (seat >= 1),
    period tstzrange NOT NULL CONSTRAINT bookings_period_check CHECK (NOT isempty(period)),
    is_open_ended boolean NOT NULL,
    released_at timestamptz,
    CONSTRAINT bookings_pkey PRIMARY KEY (id),
    CONSTRAINT bookings_seat_excl
        EXCLUDE USING gist (companion_id WITH =, seat WITH =, period WITH &&) WHERE (released_at IS NULL),
    CONSTRAINT bookings_session_id_fkey FOREIGN KEY(session_id) REFERENCES sessions (id),
    CONSTRAINT bookings_companion_id_fkey FOREIGN KEY(companion_id) REFERENCES companions (id)
);

CREATE INDEX bookings_live_companion_idx ON bookings (companion_id) WHERE released_at IS NULL;

CREATE UNIQUE INDEX bookings_live_session_key ON bookings (session_id) WHERE released_at IS NULL;

COMMENT ON TABLE bookings IS
    'The seats of companions that sessions hold or held, and when. Personal: through the session only.';

CREATE TABLE contracts (
    id uuid NOT NULL,
    session_id uuid NOT NULL,
    template_id uuid,
    mode text NOT NULL CONSTRAINT contracts_mode_check CHECK (mode IN ('STRICT', 'MODERATE', 'FLEXIBLE')),
    rules jsonb NOT NULL,
    accepted_by_user boolean NOT NULL,
    accepted_by_companion boolean NOT NULL,
    accepted_at timestamptz,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    CONSTRAINT contracts_pkey PRIMARY KEY (id),
    CONSTRAINT contracts_session_id_key UNIQUE (session_id),
    CONSTRAINT contracts_accepted_at_check
        CHECK ((accepted_at IS NOT NULL) = (accepted_by_user AND accepted_by_companion)),
    CONSTRAINT contracts_session_id_fkey FOREIGN KEY(session_id) REFERENCES sessions (id),
    CONSTRAINT contracts_template_id_fkey FOREIGN KEY(template_id) REFERENCES contract_templates (id)
);

COMMENT ON TABLE contracts IS
    'The behaviour that both parties of a session agreed on. Personal: the rules that people wrote '
    'themselves.';

CREATE TABLE goals (
    id uuid NOT NULL,
    session_id uuid NOT NULL,
    title text NOT NULL,
    description text NOT NULL,
    success_criteria text[] NOT NULL,
    keywords text[] NOT NULL,
    is_achieved boolean NOT NULL,
    achievement_note text,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    CONSTRAINT goals_pkey PRIMARY KEY (id),
    CONSTRAINT goals_session_id_key UNIQUE (session_id),
    CONSTRAINT goals_session_id_fkey FOREIGN KEY(session_id) REFERENCES sessions (id)
);

COMMENT ON TABLE goals IS
    'What seekers wanted done by the end of a session, and whether it was. Personal: all of it, and it '
    'can be intimate.';

CREATE TABLE payments (
    id uuid NOT NULL,
    session_id uuid NOT NULL,
    payer_id uuid NOT NULL,
    companion_id uuid NOT NULL,
    intent_id text,
    client_secret text,
    method_id text,
    amount_minor bigint NOT NULL CONSTRAINT payments_amount_minor_check CHECK (amount_minor >= 0),
    authorized_amount_minor bigint NOT NULL
        CONSTRAINT payments_authorized_amount_minor_check CHECK (authorized_amount_minor >= 0),
    commission_basis_points integer NOT NULL
        CONSTRAINT payments_commission_basis_points_check CHECK (commission_basis_points BETWEEN 0 AND 10000),
    captured_minor bigint NOT NULL CONSTRAINT payments_captured_minor_check CHECK (captured_minor >= 0),
    refunded_minor bigint NOT NULL CONSTRAINT payments_refunded_minor_check CHECK (refunded_minor >= 0),
    currency text NOT NULL CONSTRAINT payments_currency_check CHECK (currency ~ '^[A-Z]{3}$'),
    status text NOT NULL
        CONSTRAINT payments_status_check CHECK (status IN (
            'PENDING', 'AUTHORIZED', 'CAPTURED', 'REFUNDED', 'PARTIALLY_REFUNDED', 'FAILED',
            'CANCELLED', 'DISPUTED'
        )),
    instruction text NOT NULL
        CONSTRAINT payments_instruction_check CHECK (instruction IN ('HOLD', 'CAPTURE', 'RELEASE')),
    dispute text NOT NULL CONSTRAINT payments_dispute_check CHECK (dispute IN ('none', 'open', 'won', 'lost')),
    failure text,
    refund_reason text
        CONSTRAINT payments_refund_reason_check CHECK (refund_reason IN (
            'TECHNICAL_FAILURE', 'COMPANION_NO_SHOW', 'ADMIN_OVERRIDE'
        )),
    attempted_at timestamptz NOT NULL,
    authorized_at timestamptz,
    captured_at timestamptz,
    refunded_at timestamptz,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    CONSTRAINT payments_pkey PRIMARY KEY (id),
    CONSTRAINT payments_intent_id_key UNIQUE (intent_id),
    CONSTRAINT payments_refunded_at_most_captured_check CHECK (refunded_minor <= captured_minor),
    CONSTRAINT payments_session_id_fkey FOREIGN KEY(session_id) REFERENCES sessions (id),
    CONSTRAINT payments_payer_id_fkey FOREIGN KEY(payer_id) REFERENCES users (id),
    CONSTRAINT payments_companion_id_fkey FOREIGN KEY(companion_id) REFERENCES companions (id)
);

CREATE INDEX payments_captured_idx ON payments (companion_id, captured_at, id) WHERE captured_at IS NOT NULL;

CREATE UNIQUE INDEX payments_live_session_key ON payments (session_id) WHERE status NOT IN ('FAILED', 'CANCELLED');

CREATE INDEX payments_open_idx ON payments (updated_at) WHERE status IN ('PENDING', 'AUTHORIZED');

CREATE INDEX payments_payer_idx ON payments (payer_id, created_at, id);

CREATE INDEX payments_session_idx ON payments (session_id, created_at);

COMMENT ON TABLE payments IS
    'The money of sessions: what is held, taken and given back, with the provider''s references. '
    'Personal: who paid whom, how much, when, and why a card was declined.';

CREATE TABLE ratings (
    id uuid NOT NULL,
    session_id uuid NOT NULL,
    rater_id uuid NOT NULL,
    rated_user_id uuid NOT NULL,
    overall smallint NOT NULL CONSTRAINT ratings_overall_check CHECK (overall BETWEEN 1 AND 5),
    goal_achievement smallint CONSTRAINT ratings_goal_achievement_check CHECK (goal_achievement BETWEEN 1 AND 5),
    presence_quality smallint CONSTRAINT ratings_presence_quality_check CHECK (presence_quality BETWEEN 1 AND 5),
    contract_adherence smallint
        CONSTRAINT ratings_contract_adherence_check CHECK (contract_adherence BETWEEN 1 AND 5),
    communication smallint CONSTRAINT ratings_communication_check CHECK (communication BETWEEN 1 AND 5),
    comment text,
    is_public boolean NOT NULL,
    created_at timestamptz NOT NULL,
    CONSTRAINT ratings_pkey PRIMARY KEY (id),
    CONSTRAINT ratings_session_id_rater_id_key UNIQUE (session_id, rater_id),
    CONSTRAINT ratings_not_oneself_check CHECK (rater_id <> rated_user_id),
    CONSTRAINT ratings_session_id_fkey FOREIGN KEY(session_id) REFERENCES sessions (id),
    CONSTRAINT ratings_rater_id_fkey FOREIGN KEY(rater_id) REFERENCES users (id),
    CONSTRAINT ratings_rated_user_id_fkey FOREIGN KEY(rated_user_id) REFERENCES users (id)
);

CREATE INDEX ratings_rated_idx ON ratings (rated_user_id, created_at, id);

CREATE INDEX ratings_rater_idx ON ratings (rater_id, created_at, id);

COMMENT ON TABLE ratings IS
    'What one party of a session said about the other. Personal: the scores and words, of both people.';

CREATE TABLE ledger_entries (
    id bigint GENERATED ALWAYS AS IDENTITY,
    payment_id uuid NOT NULL,
    kind text NOT NULL CONSTRAINT ledger_entries_kind_check CHECK (kind IN ('CAPTURE', 'REFUND')),
    account text NOT NULL
        CONSTRAINT ledger_entries_account_check CHECK (account IN ('SEEKER', 'COMPANION', 'PLATFORM')),
    owner_id uuid,
    minor bigint NOT NULL,
    currency text NOT NULL CONSTRAINT ledger_entries_currency_check CHECK (currency ~ '^[A-Z]{3}$'),
    posted_at timestamptz NOT NULL,
    CONSTRAINT ledger_entries_pkey PRIMARY KEY (id),
    CONSTRAINT ledger_entries_owner_id_check CHECK ((owner_id IS NULL) = (account = 'PLATFORM')),
    CONSTRAINT ledger_entries_payment_id_fkey FOREIGN KEY(payment_id) REFERENCES payments (id)
);

CREATE INDEX ledger_entries_owner_idx ON ledger_entries (account, owner_id) INCLUDE (minor);

CREATE INDEX ledger_entries_payment_idx ON ledger_entries (payment_id);

COMMENT ON TABLE ledger_entries IS
    'Every movement of money as postings that sum to zero; no row is ever changed or removed. Personal: '
    'whose money it is, as an id.';

CREATE TABLE refunds (
    id uuid NOT NULL,
    payment_id uuid NOT NULL,
    amount_minor bigint NOT NULL CONSTRAINT refunds_amount_minor_check CHECK (amount_minor >= 0),
    currency text NOT NULL CONSTRAINT refunds_currency_check CHECK (currency ~ '^[A-Z]{3}$'),
    reason text
        CONSTRAINT refunds_reason_check CHECK (reason IN (
            'TECHNICAL_FAILURE', 'COMPANION_NO_SHOW', 'ADMIN_OVERRIDE'
        )),
    status text NOT NULL CONSTRAINT refunds_status_check CHECK (status IN ('REQUESTED', 'SUCCEEDED', 'FAILED')),
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    CONSTRAINT refunds_pkey PRIMARY KEY (id),
    CONSTRAINT refunds_payment_id_fkey FOREIGN KEY(payment_id) REFERENCES payments (id)
);

CREATE INDEX refunds_payment_idx ON refunds (payment_id, created_at);

CREATE INDEX refunds_requested_idx ON refunds (payment_id) WHERE status = 'REQUESTED';

COMMENT ON TABLE refunds IS
    'The parts of payments that were given back, or are to be. Personal: through the payment only.';
