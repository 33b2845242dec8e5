CREATE FUNCTION tallies_fold() RETURNS trigger
LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    -- Rows that somebody else folds, or that a transaction under way has written, are left to the next time.
    WITH taken AS (
        DELETE FROM tallies WHERE id IN (SELECT id FROM tallies ORDER BY id LIMIT 4000 FOR UPDATE SKIP LOCKED)
        RETURNING name, part, amount
    )
    INSERT INTO tallies (name, part, amount)
    SELECT name, part, sum(amount) FROM taken GROUP BY name, part HAVING sum(amount) <> 0;
    RETURN NULL;
END
$$;

CREATE TRIGGER tallies_folding AFTER INSERT ON tallies
FOR EACH ROW WHEN (mod(NEW.id, 1000) = 0) EXECUTE FUNCTION tallies_fold();
