"""Passwords of officers: long rather than odd (NIST SP 800-63B), kept as Argon2id."""

from core.errors import Invalid, Problem, Text

LEAST = 12
_SHORT = Problem(
    "AC-10",
    Text(f"密码不足 {LEAST} 位。", f"The password has fewer than {LEAST} characters."),
    Text(
        "请使用更长的密码，例如几个不相关的词语连在一起。",
        "Use a longer one, for instance some unrelated words in a row.",
    ),
)
_PLAIN = Problem(
    "AC-11",
    Text("密码过于简单，或包含用户名。", "The password is too simple, or contains the user name."),
    Text("请避免重复、连续的字符和自己的用户名。", "Avoid repetitions, sequences and your own user name."),
)
LEAST_DIFFERENT = 6


def check_password(password: str, username: str, *, field: str = "password") -> None:
    """Raises Invalid for a password that is short, made of few characters, or contains the user name."""
    if len(password) < LEAST:
        raise Invalid({field: _SHORT})
    if len(set(password)) < LEAST_DIFFERENT or username.lower() in password.lower():
        raise Invalid({field: _PLAIN})
