CREATE FUNCTION candidates_changed(companions uuid[]) RETURNS void
LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    IF cardinality(companions) = 0 THEN
        RETURN;
    END IF;
    -- Above this number all candidates are read again anyway.
    IF cardinality(companions) > 1000 THEN
        companions := ARRAY[NULL::uuid];
    END IF;
    INSERT INTO candidate_changes (transaction, companion_id)
    SELECT pg_current_xact_id()::text::bigint, companion FROM unnest(companions) AS companion;
    PERFORM pg_notify('candidates', '');
END
$$;

CREATE FUNCTION candidate_changes_sweep() RETURNS trigger
LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    DELETE FROM candidate_changes WHERE id IN (
        SELECT id FROM candidate_changes WHERE changed_at < now() - interval '1 hour'
        ORDER BY id LIMIT 4000 FOR UPDATE SKIP LOCKED
    );
    RETURN NULL;
END
$$;

CREATE TRIGGER candidate_changes_sweeping AFTER INSERT ON candidate_changes
FOR EACH ROW WHEN (mod(NEW.id, 1000) = 0) EXECUTE FUNCTION candidate_changes_sweep();

CREATE FUNCTION companions_candidate_new() RETURNS trigger
LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM candidates_changed(ARRAY(SELECT id FROM changed WHERE is_offered LIMIT 1001));
    RETURN NULL;
END
$$;

CREATE TRIGGER companions_candidate_new AFTER INSERT ON companions REFERENCING NEW TABLE AS changed
FOR EACH STATEMENT EXECUTE FUNCTION companions_candidate_new();

CREATE FUNCTION companions_candidate_changed() RETURNS trigger
LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM candidates_changed(ARRAY[OLD.id]);
    RETURN NULL;
END
$$;

CREATE TRIGGER companions_candidate_changed AFTER UPDATE ON companions
FOR EACH ROW WHEN (
    OLD.is_offered IS DISTINCT FROM NEW.is_offered
    OR NEW.is_offered AND (
        OLD.hourly_rate_minor IS DISTINCT FROM NEW.hourly_rate_minor
        OR OLD.folded_tags IS DISTINCT FROM NEW.folded_tags
        OR OLD.is_online IS DISTINCT FROM NEW.is_online
        OR OLD.success_rate IS DISTINCT FROM NEW.success_rate
        OR OLD.average_rating IS DISTINCT FROM NEW.average_rating
        OR OLD.reputation_score IS DISTINCT FROM NEW.reputation_score
    )
)
EXECUTE FUNCTION companions_candidate_changed();

CREATE TRIGGER companions_candidate_gone AFTER DELETE ON companions
FOR EACH ROW WHEN (OLD.is_offered) EXECUTE FUNCTION companions_candidate_changed();

CREATE FUNCTION user_languages_candidate_changed() RETURNS trigger
LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM candidates_changed(ARRAY(
        SELECT DISTINCT companions.id FROM changed JOIN companions USING (user_id) WHERE is_offered LIMIT 1001
    ));
    RETURN NULL;
END
$$;

CREATE TRIGGER user_languages_candidate_new AFTER INSERT ON user_languages REFERENCING NEW TABLE AS changed
FOR EACH STATEMENT EXECUTE FUNCTION user_languages_candidate_changed();

CREATE TRIGGER user_languages_candidate_changed AFTER UPDATE ON user_languages REFERENCING NEW TABLE AS changed
FOR EACH STATEMENT EXECUTE FUNCTION user_languages_candidate_changed();

CREATE TRIGGER user_languages_candidate_gone AFTER DELETE ON user_languages REFERENCING OLD TABLE AS changed
FOR EACH STATEMENT EXECUTE FUNCTION user_languages_candidate_changed();

CREATE FUNCTION sessions_candidate_new() RETURNS trigger
LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM candidates_changed(ARRAY(
        SELECT DISTINCT companion_id FROM changed
        WHERE companion_id IS NOT NULL AND matched_at IS NOT NULL LIMIT 1001
    ));
    RETURN NULL;
END
$$;

CREATE FUNCTION sessions_candidate_changed() RETURNS trigger
LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM candidates_changed(array_remove(
        CASE WHEN OLD.companion_id = NEW.companion_id THEN ARRAY[NEW.companion_id]
        ELSE ARRAY[OLD.companion_id, NEW.companion_id] END, NULL
    ));
    RETURN NULL;
END
$$;

CREATE TRIGGER sessions_candidate_new AFTER INSERT ON sessions REFERENCING NEW TABLE AS changed
FOR EACH STATEMENT EXECUTE FUNCTION sessions_candidate_new();

CREATE TRIGGER sessions_candidate_changed AFTER UPDATE OF companion_id, matched_at ON sessions
FOR EACH ROW WHEN (
    OLD.companion_id IS DISTINCT FROM NEW.companion_id OR OLD.matched_at IS DISTINCT FROM NEW.matched_at
)
EXECUTE FUNCTION sessions_candidate_changed();
