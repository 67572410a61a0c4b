"""What an emoji says, as the plain word that stands for it in a reading."""

from __future__ import annotations

GOOD, LOVE, LAUGH, SHOCK, BAD, OTHER = "<good>", "<love>", "<laugh>", "<shock>", "<bad>", "<emoji>"

_MEANINGS = {
    GOOD: "👍👌🙌👏💪✅☑✔🤙🤝🫡🙏💯🆗👊✌🫶🤘🤜🤛",
    LOVE: "❤🧡💛💚💙💜🤎🖤🤍🩷🩵💕💖💗💓💞💘💝♥❣😍🥰😘😚🤗😊☺🙂😀😃😄😁😎🤩🥳🎉"
    "🎊🔥⭐🌟✨🏆🥇😇☀🌞🎆🤠💐🌹👑😌🥹🫂🎄🦃💃🕺",
    LAUGH: "😂🤣😆😅😹😜😝😛🤪😋😉😏🙃",
    SHOCK: "😱😮😯😲😳🤯😬😢😭🥺😔😞🙀👀😨😰😥",
    BAD: "👎😡😠🤬😤🙄😒😑😐😕🙁☹😟🤔🤨🧐😩😫😖😣🤦🤷💩🖕😾🤮🤢😷🆘⚠🚨❌⛔🚫❗❕"
    "❓❔😓😪🫤🫠💔🛑✋✖💀🥵🥶📞☎📱",
}
_INVISIBLE = "\ufe0e\ufe0f\u200d\u20e3♀♂" + "".join(map(chr, range(0x1F3FB, 0x1F400)))

WORDS: dict[int, str] = {
    **{ord(sign): f" {word} " for word, signs in _MEANINGS.items() for sign in signs},
    **dict.fromkeys(map(ord, _INVISIBLE), ""),
}
"""For `str.translate`: each emoji to its word between spaces, skin tones and joiners to nothing."""


def meaning(sign: str) -> str:
    """Return the word for one emoji (skin tones allowed), `OTHER` for one that says nothing."""
    plain = sign.translate(WORDS).split()
    return plain[0] if len(set(plain)) == 1 and plain[0].startswith("<") else OTHER
