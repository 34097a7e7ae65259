"""What can go wrong with the body of a call, whoever the provider is.

WireFault
├── ReplyTooLarge      more bytes, words or payloads than a reply may have
├── ReplyCut           the reply ends too early
├── ReplyBroken        a payload is not base64, or the JSON around it is nothing we can keep
├── PictureChanged     a file had another size when it was sent than when it was announced
├── PictureMissing     a file that is to be sent is not there
├── PictureUnreadable  it is there, and the operating system does not give it
└── AlreadySent        somebody tried to send a second request within one exchange
"""


class WireFault(Exception):
    """A reply or request that cannot be carried; the text never quotes what came in."""


class ReplyTooLarge(WireFault):
    pass


class ReplyCut(WireFault):
    pass


class ReplyBroken(WireFault):
    pass


class PictureChanged(WireFault):
    pass


class PictureMissing(WireFault):
    pass


class PictureUnreadable(WireFault):
    pass


class AlreadySent(WireFault):
    pass
