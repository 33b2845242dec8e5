CREATE INDEX users_created_idx ON users (created_at, id);

CREATE INDEX users_search_idx ON users USING gin (
    email gin_trgm_ops, first_name gin_trgm_ops, last_name gin_trgm_ops, display_name gin_trgm_ops
);

CREATE INDEX sessions_created_idx ON sessions (created_at, id);

CREATE INDEX sessions_status_created_idx ON sessions (status, created_at, id);

CREATE INDEX payments_created_idx ON payments (created_at, id);

CREATE INDEX payments_status_created_idx ON payments (status, created_at, id);

CREATE INDEX refresh_tokens_expires_at_idx ON refresh_tokens (expires_at);

CREATE TABLE one_time_tokens (
    id uuid NOT NULL,
    user_id uuid NOT NULL,
    purpose text NOT NULL
        CONSTRAINT one_time_tokens_purpose_check CHECK (purpose IN ('VERIFY_EMAIL', 'RESET_PASSWORD')),
    digest text NOT NULL,
    expires_at timestamptz NOT NULL,
    used_at timestamptz,
    created_at timestamptz NOT NULL,
    CONSTRAINT one_time_tokens_pkey PRIMARY KEY (id),
    CONSTRAINT one_time_tokens_digest_key UNIQUE (digest),
    CONSTRAINT one_time_tokens_user_id_fkey FOREIGN KEY(user_id) REFERENCES users (id) ON DELETE CASCADE
);

CREATE INDEX one_time_tokens_expires_at_idx ON one_time_tokens (expires_at);

CREATE INDEX one_time_tokens_user_id_idx ON one_time_tokens (user_id);

COMMENT ON TABLE one_time_tokens IS
    'What letters carry to prove an address or to set a password, as digests. Personal: when somebody asked.';

CREATE TABLE drift_logs (
    id uuid NOT NULL,
    session_id uuid NOT NULL,
    severity text NOT NULL
        CONSTRAINT drift_logs_severity_check CHECK (severity IN ('LOW', 'MEDIUM', 'HIGH', 'CRITICAL')),
    message text NOT NULL,
    trigger_type text NOT NULL CONSTRAINT drift_logs_trigger_type_check CHECK (trigger_type IN ('manual', 'timer')),
    trigger_data jsonb NOT NULL,
    milestone_percent smallint,
    acknowledged_by uuid,
    acknowledged_at timestamptz,
    created_at timestamptz NOT NULL,
    CONSTRAINT drift_logs_pkey PRIMARY KEY (id),
    CONSTRAINT drift_logs_session_id_fkey FOREIGN KEY(session_id) REFERENCES sessions (id),
    CONSTRAINT drift_logs_acknowledged_by_fkey FOREIGN KEY(acknowledged_by) REFERENCES users (id)
);

CREATE UNIQUE INDEX drift_logs_milestone_key ON drift_logs (session_id, milestone_percent)
WHERE milestone_percent IS NOT NULL;

CREATE INDEX drift_logs_session_idx ON drift_logs (session_id, created_at, id);

COMMENT ON TABLE drift_logs IS
    'The moments at which somebody, or the clock, noticed that a session wanders off. Personal: the words of '
    'the companion, and who saw them when.';

CREATE TABLE abuse_reports (
    id uuid NOT NULL,
    reporter_id uuid NOT NULL,
    reported_user_id uuid NOT NULL,
    session_id uuid,
    reason text NOT NULL,
    description text NOT NULL,
    status text NOT NULL
        CONSTRAINT abuse_reports_status_check CHECK (status IN ('PENDING', 'RESOLVED', 'DISMISSED')),
    admin_notes text,
    resolved_at timestamptz,
    created_at timestamptz NOT NULL,
    CONSTRAINT abuse_reports_pkey PRIMARY KEY (id),
    CONSTRAINT abuse_reports_not_oneself_check CHECK (reporter_id <> reported_user_id),
    CONSTRAINT abuse_reports_reporter_id_fkey FOREIGN KEY(reporter_id) REFERENCES users (id),
    CONSTRAINT abuse_reports_reported_user_id_fkey FOREIGN KEY(reported_user_id) REFERENCES users (id),
    CONSTRAINT abuse_reports_session_id_fkey FOREIGN KEY(session_id) REFERENCES sessions (id)
);

CREATE INDEX abuse_reports_created_idx ON abuse_reports (created_at, id);

CREATE INDEX abuse_reports_pending_idx ON abuse_reports (reported_user_id, created_at) WHERE status = 'PENDING';

CREATE INDEX abuse_reports_reporter_idx ON abuse_reports (reporter_id, created_at);

CREATE INDEX abuse_reports_status_created_idx ON abuse_reports (status, created_at, id);

COMMENT ON TABLE abuse_reports IS
    'What people complained of to the platform, and what became of it. Personal: who complained of whom, the '
    'words, and the notes of those who judged.';

CREATE TABLE audit_logs (
    id uuid NOT NULL,
    action text NOT NULL,
    actor_id uuid,
    entity text NOT NULL,
    entity_id uuid NOT NULL,
    metadata jsonb NOT NULL,
    ip_address text,
    user_agent text,
    created_at timestamptz NOT NULL,
    CONSTRAINT audit_logs_pkey PRIMARY KEY (id),
    CONSTRAINT audit_logs_actor_id_fkey FOREIGN KEY(actor_id) REFERENCES users (id)
);

CREATE INDEX audit_logs_action_idx ON audit_logs (action, created_at, id);

CREATE INDEX audit_logs_actor_idx ON audit_logs (actor_id, created_at, id);

CREATE INDEX audit_logs_created_idx ON audit_logs (created_at, id);

CREATE INDEX audit_logs_entity_idx ON audit_logs (entity_id);

COMMENT ON TABLE audit_logs IS
    'Who did what to what; no row is ever changed or removed. Personal: the acts of people, and the address '
    'and program they came from.';
