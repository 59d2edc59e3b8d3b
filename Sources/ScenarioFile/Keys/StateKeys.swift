/// What has happened to an account before the start and still counts: of the account, of a plan where it differs, and at the
/// top of a replay case (docs/ledger-rules.md, section 11).

import Documents
import Ledger
import Quantities

package struct StateKeys: KeyGroup {
  package let used = RecordKey(
    "used", .oneOrList(.usedBefore),
    "The usage that credit has paid: one entry, or a list by what it was for.")
  package let bought = RecordKey(
    "bought", .oneOrList(.boughtBefore),
    "What was bought this calendar month: one entry, or a list by source.")
  package let allowance = RecordKey(
    "allowance", .one(.allowanceBefore), "What is used of the allowance's windows that are under way.")
  package let autoReload = RecordKey(
    "auto-reload", .oneOrNamed(.reloadBefore), "Where the auto-reload stands; of several, by name.")

  package static let key = RecordKey(
    "state", .one(.state), "What has happened before the start and still counts.")
}

/// A window that a cap may have.
package enum CapWindowName: String, CaseIterable, Sendable {
  case month = "this month"
  case week = "this week"
  case day = "today"
}

package struct UsedBeforeKeys: KeyGroup {
  package let month = Key<Nanodollars>(
    CapWindowName.month.rawValue, .money, "In the calendar month (UTC) of the start.", absent: "$0.00")
  package let week = Key<Nanodollars>(
    CapWindowName.week.rawValue, .money, "In the week of the start, as each limit counts it.", absent: "$0.00"
  )
  package let day = Key<Nanodollars>(
    CapWindowName.day.rawValue, .money, "In the day of the start, in the zone of each cap.", absent: "$0.00")
  package let latched = Key<[CapWindowName]>(
    "latched", .oneOrList(.oneOf(CapWindowName.allCases.map { ($0.rawValue, $0) })),
    "The windows whose limits refuse all usage already, because a request has crossed them.", absent: "none")
  package let scope = Keys.scope
}

package struct BoughtBeforeKeys: KeyGroup {
  package let source = Key<[Source]>(
    "source", .oneOrList(.boughtSource), "The sources that it was bought from.", absent: "all")
  package let cash = Key<Nanodollars>("cash", .money, "The cash, with tax.", absent: "the face value")
  package let faceValue = Key<Nanodollars>("face value", .money, "The face value.", absent: "the cash")
}

package struct AllowanceBeforeKeys: KeyGroup {
  package let trial = Key<Nanodollars>("trial", .money, "What is used of the trial.", absent: "$0.00")
  package let windows = Keys.windowsBefore
  package let modelLimits = RecordKey(
    "model limits", .list(.modelLimitBefore), "The same of the windows of model limits.")
  package let byPerson = RecordKey("by person", .list(.seatBefore), "The same of each person's seat.")
}

package struct WindowsBeforeKeys: KeyGroup {
  package let session = RecordKey(
    "session", .one(.sessionBefore), "The session that is under way; without it, none is.")
  package let week = Key<Nanodollars>("week", .money, "What is used of the week.", absent: "$0.00")
  package let month = Key<Nanodollars>("month", .money, "What is used of the month.", absent: "$0.00")
}

package struct ModelLimitBeforeKeys: KeyGroup {
  package let scope = Keys.scope
  package let windows = Keys.windowsBefore
}

package struct SeatBeforeKeys: KeyGroup {
  package let person = RequiredKey<Int>(
    "person", .whole(1...mostPeople), "Whose seat: the first person has the first one.")
  package let windows = Keys.windowsBefore
}

package struct SessionBeforeKeys: KeyGroup {
  package let began = RequiredKey<Instant>("began", .instant, "When it began.")
  package let used = RequiredKey<Nanodollars>("used", .money, "What is used of it.")
}

package struct ReloadBeforeKeys: KeyGroup {
  package let off = DefaultKey<Bool>("off", .yesNo, "Whether it is switched off for good.", default: "no")
  package let onItsWay = Key<[String]>(
    "on its way", .oneOrList(.text), "The held lots that it has ordered and that have not come yet.",
    absent: "none")
  package let declined = DefaultKey<Int>(
    "declined", .whole(0...1_000_000), "How many of its last payments were declined, in a row.", default: "0")
  package let retry = Key<Instant>("retry", .instant, "When it is tried again.", absent: "at the start")
  package let orders = DefaultKey<Int>(
    "orders", .whole(0...1_000_000), "Its reloads in the calendar month of the start.", default: "0")
  package let cash = DefaultKey<Nanodollars>(
    "cash", .money, "Their cash, with tax.", default: "$0.00")
}

extension Table {
  package static let state = Table("state", Keys.state)
  package static let usedBefore = Table("usage before the start", Keys.usedBefore)
  package static let boughtBefore = Table("purchases before the start", Keys.boughtBefore)
  package static let allowanceBefore = Table("allowance before the start", Keys.allowanceBefore)
  package static let modelLimitBefore = Table("model limit before the start", Keys.modelLimitBefore)
  package static let seatBefore = Table("seat before the start", Keys.seatBefore)
  package static let sessionBefore = Table("session before the start", Keys.sessionBefore)
  package static let reloadBefore = Table("auto-reload before the start", Keys.reloadBefore)
}
