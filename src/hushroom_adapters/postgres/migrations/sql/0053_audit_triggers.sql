CREATE OR REPLACE FUNCTION audit_logs_refuse_other_change() RETURNS trigger
LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    IF ROW(NEW.id, NEW.action, NEW.actor_id, NEW.entity, NEW.entity_id, NEW.created_at)
            IS DISTINCT FROM ROW(OLD.id, OLD.action, OLD.actor_id, OLD.entity, OLD.entity_id, OLD.created_at)
        OR (NEW.ip_address IS NOT NULL AND NEW.ip_address IS DISTINCT FROM OLD.ip_address)
        OR (NEW.user_agent IS NOT NULL AND NEW.user_agent IS DISTINCT FROM OLD.user_agent)
        OR (NEW.metadata <> OLD.metadata AND NEW.metadata <> '{"erased": true}')
    THEN
        RAISE EXCEPTION 'the audit log is never changed or shortened'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'audit_logs_append_only';
    END IF;
    RETURN NEW;
END
$$;

DROP TRIGGER audit_logs_append_only ON audit_logs;

CREATE TRIGGER audit_logs_append_only BEFORE DELETE OR TRUNCATE ON audit_logs
FOR EACH STATEMENT EXECUTE FUNCTION audit_logs_refuse_change();

CREATE TRIGGER audit_logs_only_blanked BEFORE UPDATE ON audit_logs
FOR EACH ROW EXECUTE FUNCTION audit_logs_refuse_other_change();
