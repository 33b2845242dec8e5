CREATE FUNCTION companion_search_text(bio text, tags text[], display_name text) RETURNS text
LANGUAGE sql STABLE AS $$
    SELECT lower(concat_ws(E'\n', bio, array_to_string(tags, E'\n'), display_name))
$$;

CREATE FUNCTION companions_write_listing() RETURNS trigger
LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
DECLARE
    owner users := (SELECT users FROM users WHERE users.id = NEW.user_id);
BEGIN
    NEW.search_text := companion_search_text(NEW.bio, NEW.expertise_tags, owner.display_name);
    NEW.is_offered := NEW.status = 'APPROVED' AND owner.is_active AND owner.deleted_at IS NULL;
    RETURN NEW;
END
$$;

CREATE TRIGGER companions_listing_of_new BEFORE INSERT ON companions
FOR EACH ROW EXECUTE FUNCTION companions_write_listing();

CREATE TRIGGER companions_listing_of_changed BEFORE UPDATE ON companions
FOR EACH ROW WHEN (
    OLD.bio IS DISTINCT FROM NEW.bio
    OR OLD.expertise_tags IS DISTINCT FROM NEW.expertise_tags
    OR OLD.status IS DISTINCT FROM NEW.status
)
EXECUTE FUNCTION companions_write_listing();

CREATE FUNCTION users_carry_listing() RETURNS trigger
LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    UPDATE companions SET
        search_text = companion_search_text(bio, expertise_tags, NEW.display_name),
        is_offered = status = 'APPROVED' AND NEW.is_active AND NEW.deleted_at IS NULL
    WHERE user_id = NEW.id;
    RETURN NULL;
END
$$;

CREATE TRIGGER users_listing AFTER UPDATE ON users
FOR EACH ROW WHEN (
    OLD.display_name IS DISTINCT FROM NEW.display_name
    OR OLD.is_active IS DISTINCT FROM NEW.is_active
    OR OLD.deleted_at IS DISTINCT FROM NEW.deleted_at
)
EXECUTE FUNCTION users_carry_listing();

CREATE FUNCTION ledger_entries_refuse_change() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'ledger entries are never changed or removed'
        USING ERRCODE = 'restrict_violation', CONSTRAINT = 'ledger_entries_append_only';
END
$$;

CREATE TRIGGER ledger_entries_append_only BEFORE UPDATE OR DELETE ON ledger_entries
FOR EACH STATEMENT EXECUTE FUNCTION ledger_entries_refuse_change();

CREATE FUNCTION ledger_entries_check_balance() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM posted GROUP BY payment_id, kind, currency HAVING sum(minor) <> 0) THEN
        RAISE EXCEPTION 'the postings of a movement sum to zero'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'ledger_entries_balance';
    END IF;
    RETURN NULL;
END
$$;

CREATE TRIGGER ledger_entries_balance AFTER INSERT ON ledger_entries
REFERENCING NEW TABLE AS posted FOR EACH STATEMENT EXECUTE FUNCTION ledger_entries_check_balance();
