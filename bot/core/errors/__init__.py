"""Everything that can go wrong, as one tree; each leaf carries a sentence for people.

    PlantainError
    ├── Refused                    before the model was asked: never costs anything
    │   ├── NothingAsked
    │   ├── WordsTooLong
    │   ├── UnknownFamily
    │   ├── OptionUnsupported
    │   ├── ThoughtsUnsupported
    │   ├── TooManyReferences
    │   ├── BadPicture
    │   │   ├── NotAPicture
    │   │   ├── PictureEmpty
    │   │   ├── PictureBroken
    │   │   ├── PictureTooLarge
    │   │   └── PictureTooManyPixels
    │   ├── FetchFailed
    │   ├── OneOfSeveral
    │   ├── NoPictureThere
    │   ├── MessageHidden
    │   ├── NotAPostOfOurs
    │   ├── FormExpired
    │   ├── CommandOutdated
    │   ├── MissingPermission
    │   ├── TurnUnknown
    │   ├── NotYours
    │   ├── NothingToEdit
    │   ├── NothingToResize
    │   ├── NothingToUndo
    │   ├── BudgetSpent
    │   ├── TooLate
    │   └── QueueFull
    ├── ModelRefused               the model answered, but gave no picture
    │   ├── PromptBlocked
    │   ├── PictureWithheld
    │   ├── ProhibitedContent
    │   ├── Recitation
    │   ├── NoPicture
    │   ├── WordsOnly
    │   └── AnswerStopped
    ├── ProviderFailed             the provider did not give an answer that can be used
    │   ├── KeyRefused
    │   ├── KeyOfAnotherProvider
    │   ├── WrongDomain
    │   ├── WrongAddress
    │   ├── BalanceEmpty
    │   ├── AccountNotReady
    │   ├── ModelUnavailable
    │   │   └── GroupLacksModel
    │   ├── ContentRefusedByGateway
    │   ├── RequestTooLong
    │   ├── OptionRefused
    │   ├── RequestRejected
    │   ├── SignatureRefused
    │   ├── RateLimited
    │   ├── Overloaded
    │   ├── ProviderBroken
    │   ├── Unreachable
    │   ├── TimedOut
    │   ├── GatewayTimedOut
    │   ├── LinkBroken
    │   ├── AnswerCut
    │   ├── AnswerUnreadable
    │   ├── AnswerTooLarge
    │   └── TaskError              about a request that was placed as a task
    │       ├── TasksRefused
    │       ├── TaskUnconfirmed
    │       ├── TaskFailed
    │       ├── TaskLost
    │       └── TaskUnfinished
    └── OwnFailure                 Plantain or its machine failed
        ├── Interrupted
        ├── ShuttingDown
        ├── NotAcknowledged
        ├── Cancelled
        ├── PictureLost
        ├── ResultLost
        ├── NotWritten
        ├── StorageFailed
        ├── PostFailed
        └── Unexpected

A sentence says what happened and what to do now, `cost` whether money was spent; a vendor's own words are for the log.
"""

from bot.core.errors.account import (
    AccountNotReady,
    BalanceEmpty,
    KeyOfAnotherProvider,
    KeyRefused,
    WrongAddress,
    WrongDomain,
)
from bot.core.errors.base import Cost, PlantainError
from bot.core.errors.model import (
    AnswerStopped,
    ModelRefused,
    NoPicture,
    PictureWithheld,
    ProhibitedContent,
    PromptBlocked,
    Recitation,
    WordsOnly,
)
from bot.core.errors.own import (
    Cancelled,
    Interrupted,
    NotAcknowledged,
    NotWritten,
    OwnFailure,
    PictureLost,
    PostFailed,
    ResultLost,
    ShuttingDown,
    StorageFailed,
    Unexpected,
)
from bot.core.errors.provider import (
    AnswerCut,
    AnswerTooLarge,
    AnswerUnreadable,
    ContentRefusedByGateway,
    GatewayTimedOut,
    GroupLacksModel,
    LinkBroken,
    ModelUnavailable,
    OptionRefused,
    Overloaded,
    ProviderBroken,
    ProviderFailed,
    RateLimited,
    RequestRejected,
    RequestTooLong,
    SignatureRefused,
    TimedOut,
    Unreachable,
)
from bot.core.errors.refused import (
    BadPicture,
    BudgetSpent,
    CommandOutdated,
    FetchFailed,
    FormExpired,
    MessageHidden,
    MissingPermission,
    NoPictureThere,
    NotAPicture,
    NotAPostOfOurs,
    NothingAsked,
    NothingToEdit,
    NothingToResize,
    NothingToUndo,
    NotYours,
    OneOfSeveral,
    OptionUnsupported,
    PictureBroken,
    PictureEmpty,
    PictureTooLarge,
    PictureTooManyPixels,
    QueueFull,
    Refused,
    ThoughtsUnsupported,
    TooLate,
    TooManyReferences,
    TurnUnknown,
    UnknownFamily,
    WordsTooLong,
)
from bot.core.errors.task import (
    TaskError,
    TaskFailed,
    TaskLost,
    TasksRefused,
    TaskUnconfirmed,
    TaskUnfinished,
)

__all__ = [
    "AccountNotReady",
    "AnswerCut",
    "AnswerStopped",
    "AnswerTooLarge",
    "AnswerUnreadable",
    "BadPicture",
    "BalanceEmpty",
    "BudgetSpent",
    "Cancelled",
    "CommandOutdated",
    "ContentRefusedByGateway",
    "Cost",
    "FetchFailed",
    "FormExpired",
    "GatewayTimedOut",
    "GroupLacksModel",
    "Interrupted",
    "KeyOfAnotherProvider",
    "KeyRefused",
    "LinkBroken",
    "MessageHidden",
    "MissingPermission",
    "ModelRefused",
    "ModelUnavailable",
    "NoPicture",
    "NoPictureThere",
    "NotAPicture",
    "NotAPostOfOurs",
    "NotAcknowledged",
    "NotWritten",
    "NotYours",
    "NothingAsked",
    "NothingToEdit",
    "NothingToResize",
    "NothingToUndo",
    "OneOfSeveral",
    "OptionRefused",
    "OptionUnsupported",
    "Overloaded",
    "OwnFailure",
    "PictureBroken",
    "PictureEmpty",
    "PictureLost",
    "PictureTooLarge",
    "PictureTooManyPixels",
    "PictureWithheld",
    "PlantainError",
    "PostFailed",
    "ProhibitedContent",
    "PromptBlocked",
    "ProviderBroken",
    "ProviderFailed",
    "QueueFull",
    "RateLimited",
    "Recitation",
    "Refused",
    "RequestRejected",
    "RequestTooLong",
    "ResultLost",
    "ShuttingDown",
    "SignatureRefused",
    "StorageFailed",
    "TaskError",
    "TaskFailed",
    "TaskLost",
    "TaskUnconfirmed",
    "TaskUnfinished",
    "TasksRefused",
    "ThoughtsUnsupported",
    "TimedOut",
    "TooLate",
    "TooManyReferences",
    "TurnUnknown",
    "Unexpected",
    "UnknownFamily",
    "Unreachable",
    "WordsOnly",
    "WordsTooLong",
    "WrongAddress",
    "WrongDomain",
]
