CREATE OR REPLACE FUNCTION users_former_password() RETURNS trigger
LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    INSERT INTO password_credentials AS known (user_id, password_hash, changed_at)
    VALUES (NEW.id, NEW.password_hash, NEW.updated_at)
    ON CONFLICT (user_id) DO UPDATE SET password_hash = excluded.password_hash, changed_at = excluded.changed_at
    WHERE known.password_hash <> excluded.password_hash;
    RETURN NULL;
END
$$;

CREATE OR REPLACE TRIGGER users_former_password_new AFTER INSERT ON users
FOR EACH ROW WHEN (NEW.password_hash <> '') EXECUTE FUNCTION users_former_password();

CREATE OR REPLACE TRIGGER users_former_password_changed AFTER UPDATE OF password_hash ON users
FOR EACH ROW WHEN (OLD.password_hash <> NEW.password_hash AND NEW.password_hash <> '')
EXECUTE FUNCTION users_former_password();

CREATE OR REPLACE FUNCTION password_credentials_to_former() RETURNS trigger
LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    UPDATE users SET password_hash = NEW.password_hash WHERE id = NEW.user_id AND password_hash <> NEW.password_hash;
    RETURN NULL;
END
$$;

CREATE OR REPLACE TRIGGER password_credentials_to_former AFTER INSERT OR UPDATE OF password_hash ON password_credentials
FOR EACH ROW EXECUTE FUNCTION password_credentials_to_former();
