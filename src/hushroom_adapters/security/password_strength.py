"""The strength of passwords by zxcvbn, in a bounded pool: the estimate is pure Python and slow for hostile input."""

from attrs import field, frozen

from hushroom_adapters.security.passwords import PasswordsBusy
from hushroom_adapters.threads.fair_pool import FairPool, PoolBusy
from hushroom_domain.identity.policy import PRODUCT_WORDS
from hushroom_domain.identity.rules.password_advice import PasswordAdvice, PasswordStrength

READ_CHARACTERS = 72
"""Characters of a password that are looked at: the time grows faster than the length, and 72 are strong or repeat."""
WORDS_READ = 10
MOST_SUBSTITUTIONS = 32
"""The library looks a password up once for each way to read its @ as an a, and the like; all digits have six ways."""
NEUTRAL = "_"
"""A character that stands for no letter."""
_A = PasswordAdvice
ADVICE = {
    "Use a few words, avoid common phrases.": _A.ADD_WORDS,
    "No need for symbols, digits, or uppercase letters.": None,
    "Add another word or two. Uncommon words are better.": _A.ADD_WORDS,
    "Straight rows of keys are easy to guess.": _A.KEYBOARD_ROWS,
    "Short keyboard patterns are easy to guess.": _A.KEYBOARD_ROWS,
    "Use a longer keyboard pattern with more turns.": None,
    'Repeats like "aaa" are easy to guess.': _A.REPEATS,
    'Repeats like "abcabcabc" are only slightly harder to guess than "abc".': _A.REPEATS,
    "Avoid repeated words and characters.": _A.REPEATS,
    'Sequences like "abc" or "6543" are easy to guess.': _A.SEQUENCES,
    "Avoid sequences.": _A.SEQUENCES,
    "Recent years are easy to guess.": _A.YEARS,
    "Avoid recent years.": _A.YEARS,
    "Avoid years that are associated with you.": _A.YEARS,
    "Dates are often easy to guess.": _A.DATES,
    "Avoid dates and years that are associated with you.": _A.DATES,
    "This is a top-10 common password.": _A.COMMON_PASSWORD,
    "This is a top-100 common password.": _A.COMMON_PASSWORD,
    "This is a very common password.": _A.COMMON_PASSWORD,
    "This is similar to a commonly used password.": _A.LIKE_COMMON_PASSWORD,
    "A word by itself is easy to guess.": _A.SINGLE_WORD,
    "Names and surnames by themselves are easy to guess.": _A.NAMES,
    "Common names and surnames are easy to guess.": _A.NAMES,
    "Capitalization doesn't help very much.": _A.CAPITALS,
    "All-uppercase is almost as easy to guess as all-lowercase.": _A.CAPITALS,
    "Reversed words aren't much harder to guess.": _A.REVERSED,
    "Predictable substitutions like '@' instead of 'a' don't help very much.": _A.SUBSTITUTIONS,
}
"""The advice of the library, by its words; None is advice that contradicts our rule or helps little."""


@frozen(eq=False)
class ZxcvbnStrengths:
    """Implements `PasswordStrengths`: one estimate at a time, and 16 more wait by turns of their client addresses."""

    _pool: FairPool = field(factory=lambda: FairPool(threads=1, queue=16, name="strength"))

    async def estimate(self, password: str, about: tuple[str, ...]) -> PasswordStrength:
        try:
            return await self._pool.run(lambda: _estimate(password, about))
        except PoolBusy:
            raise PasswordsBusy from None

    def close(self) -> None:
        """Lets a running estimate finish and drops the waiting ones."""
        self._pool.close()


def readable(password: str) -> str:
    """Returns the part of a password that is looked at, with at most `MOST_SUBSTITUTIONS` ways to read it."""
    read = password[:READ_CHARACTERS]
    for symbol in reversed(dict.fromkeys(one for one in read if not one.isalnum())):
        if ways_to_read(read) <= MOST_SUBSTITUTIONS:
            break
        read = read.replace(symbol, NEUTRAL)
    return read


def ways_to_read(password: str) -> int:
    """Returns the number of ways to read characters of a password as the letters for which they stand."""
    from zxcvbn.matching import L33T_TABLE, enumerate_l33t_subs, relevant_l33t_subtable

    return len(list(enumerate_l33t_subs(relevant_l33t_subtable(password, L33T_TABLE))))


def _estimate(password: str, about: tuple[str, ...]) -> PasswordStrength:
    words = [word[:READ_CHARACTERS] for word in (*PRODUCT_WORDS, *about)][:WORDS_READ]
    if not password:
        return PasswordStrength(0, (_A.ADD_WORDS,))
    import zxcvbn  # 12 MB, which only a process that is asked for an estimate needs

    found = zxcvbn.zxcvbn(readable(password), user_inputs=words)
    feedback = found["feedback"]
    told = dict.fromkeys(ADVICE.get(text) for text in (feedback["warning"], *feedback["suggestions"]))
    return PasswordStrength(int(found["score"]), tuple(advice for advice in told if advice is not None))
