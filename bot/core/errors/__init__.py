"""Everything that can go wrong, as one tree; each leaf carries a sentence for people.

    PlantainError
    ├── Refused                    before the model was asked: never costs anything
    │   ├── NothingAsked
    │   ├── WordsTooLong
    │   ├── UnknownFamily
    │   │   └── FamilyGone
    │   ├── OptionUnsupported
    │   ├── ThoughtsUnsupported
    │   ├── TooManyReferences
    │   ├── PicturesDoNotFit
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
    │   ├── QueueFull
    │   ├── ButtonOutdated
    │   ├── EventUnreadable
    │   ├── PlaceUnknown
    │   ├── FilesWaiting
    │   ├── NotBegun
    │   ├── BatchFileWrong
    │   ├── TooManyBatches
    │   ├── BatchUnknown
    │   ├── BatchNotYours
    │   ├── BatchDecided
    │   └── BatchTermsChanged
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
    │   │   └── TokenRefused
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
    │   ├── NotSent
    │   ├── TimedOut
    │   ├── GatewayTimedOut
    │   ├── LinkBroken
    │   ├── AnswerCut
    │   ├── AnswerUnreadable
    │   ├── AnswerTooLarge
    │   ├── TaskError              about a request that was placed as a task
    │   │   ├── TasksRefused
    │   │   ├── TaskUnconfirmed
    │   │   ├── TaskFailed
    │   │   ├── TaskLost
    │   │   └── TaskUnfinished
    │   └── BatchError             about a job of many requests
    │       ├── BatchesAbsent
    │       ├── BatchRefused
    │       ├── BatchUnconfirmed
    │       ├── BatchFailed
    │       ├── BatchElsewhere
    │       └── BatchLost
    └── OwnFailure                 Plantain or its machine failed
        ├── Interrupted
        ├── ShuttingDown
        ├── NotAcknowledged
        ├── Cancelled
        ├── PictureLost
        ├── ResultLost
        ├── NotWritten
        ├── StorageFailed
        │   └── StorageUnavailable
        ├── PostFailed
        └── Unexpected

A sentence says what happened and what to do now, `cost` whether money was spent; a vendor's own words are for the log.
"""

from bot.core.errors.account import *
from bot.core.errors.base import Cost as Cost
from bot.core.errors.base import PlantainError as PlantainError
from bot.core.errors.batch import *
from bot.core.errors.door import *
from bot.core.errors.model import *
from bot.core.errors.own import *
from bot.core.errors.provider import *
from bot.core.errors.refused import *
from bot.core.errors.task import *
