CREATE FUNCTION users_yield_former_key() RETURNS trigger
LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    IF EXISTS (SELECT FROM users WHERE email_key = NEW.email_key AND address_key <> NEW.address_key) THEN
        NEW.email_key := ' ' || NEW.address_key;
    END IF;
    RETURN NEW;
END
$$;

CREATE TRIGGER users_former_key_of_new BEFORE INSERT ON users
FOR EACH ROW WHEN (NEW.address_key IS NOT NULL) EXECUTE FUNCTION users_yield_former_key();
