CREATE FUNCTION folded_source(parts text[]) RETURNS text
LANGUAGE sql STABLE AS $$
    SELECT encode(sha256(convert_to(array_to_string(parts, E'\x1f', ''), 'UTF8')), 'hex')
$$;

CREATE FUNCTION users_keep_folded() RETURNS trigger
LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
DECLARE
    told text[] := ARRAY[NEW.email, NEW.first_name, NEW.last_name, NEW.display_name];
BEGIN
    IF NEW.folded_of IS DISTINCT FROM folded_source(told) THEN
        NEW.folded_of := NULL;
        NEW.folded_name := lower(coalesce(NEW.display_name, ''));
        NEW.search_text := lower(array_to_string(told, E'\n', ''));
    END IF;
    RETURN NEW;
END
$$;

CREATE TRIGGER users_folded_of_new BEFORE INSERT ON users
FOR EACH ROW EXECUTE FUNCTION users_keep_folded();

CREATE TRIGGER users_folded_of_changed BEFORE UPDATE ON users
FOR EACH ROW WHEN (
    OLD.email IS DISTINCT FROM NEW.email
    OR OLD.first_name IS DISTINCT FROM NEW.first_name
    OR OLD.last_name IS DISTINCT FROM NEW.last_name
    OR OLD.display_name IS DISTINCT FROM NEW.display_name
    OR OLD.folded_of IS DISTINCT FROM NEW.folded_of
)
EXECUTE FUNCTION users_keep_folded();

CREATE OR REPLACE FUNCTION companions_write_listing() RETURNS trigger
LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
DECLARE
    owner users := (SELECT users FROM users WHERE users.id = NEW.user_id);
    told text[] := NEW.bio || NEW.expertise_tags;
BEGIN
    IF NEW.folded_of IS DISTINCT FROM folded_source(told) THEN
        NEW.folded_of := NULL;
        NEW.folded_tags := array_remove(NEW.tag_keys, '');
        NEW.folded_text := lower(array_to_string(told, E'\n', ''));
    END IF;
    NEW.search_text := concat_ws(E'\n', NEW.folded_text, coalesce(owner.folded_name, lower(owner.display_name)));
    NEW.is_offered := NEW.status = 'APPROVED' AND owner.is_active AND owner.deleted_at IS NULL;
    RETURN NEW;
END
$$;

DROP TRIGGER companions_listing_of_changed ON companions;

CREATE TRIGGER companions_listing_of_changed BEFORE UPDATE ON companions
FOR EACH ROW WHEN (
    OLD.bio IS DISTINCT FROM NEW.bio
    OR OLD.expertise_tags IS DISTINCT FROM NEW.expertise_tags
    OR OLD.status IS DISTINCT FROM NEW.status
    OR OLD.folded_of IS DISTINCT FROM NEW.folded_of
)
EXECUTE FUNCTION companions_write_listing();

CREATE OR REPLACE FUNCTION users_carry_listing() RETURNS trigger
LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    UPDATE companions SET
        search_text = concat_ws(
            E'\n', coalesce(folded_text, lower(concat_ws(E'\n', bio, array_to_string(expertise_tags, E'\n')))),
            NEW.folded_name
        ),
        is_offered = status = 'APPROVED' AND NEW.is_active AND NEW.deleted_at IS NULL
    WHERE user_id = NEW.id;
    RETURN NULL;
END
$$;

DROP TRIGGER users_listing ON users;

CREATE TRIGGER users_listing AFTER UPDATE ON users
FOR EACH ROW WHEN (
    OLD.folded_name IS DISTINCT FROM NEW.folded_name
    OR OLD.is_active IS DISTINCT FROM NEW.is_active
    OR OLD.deleted_at IS DISTINCT FROM NEW.deleted_at
)
EXECUTE FUNCTION users_carry_listing();

DROP FUNCTION companion_search_text;
