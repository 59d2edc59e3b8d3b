/// Limits on usage and on purchases, the allowance of a subscription, and the switches of an account: shared by
/// cases and the plans of a scenario.

import Documents
import Ledger
import Providers
import Quantities

/// What a case states at its top and a plan in itself.
package struct LimitKeys: KeyGroup {
  package let monthlyLimit = RecordKey(
    "monthly limit", .oneOrList(.monthlyLimit, short: .value(of: Keys.monthlyLimit.amount)),
    "A limit on a calendar month: one, a list, or the amount alone.", like: "$500")
  package let weeklyLimit = RecordKey(
    "weekly limit", .oneOrList(.weeklyLimit, short: .value(of: Keys.weeklyLimit.amount)),
    "A limit on the usage of seven days: one, a list, or the amount alone.", like: "$200")
  package let dailyCap = RecordKey(
    "daily cap", .oneOrList(.dailyCap, short: .value(of: Keys.dailyCap.amount)),
    "A cap on the usage of a day: one, a list, or the amount alone.", like: "$2,000")
  package let purchaseCaps = RecordKey(
    "purchase caps", .list(.purchaseCap), "Limits on the purchases of a calendar month.")
  package let largestBalance = Key<Nanodollars>(
    "largest balance", .money, "The most that the account may hold: an order past it is refused.",
    absent: "any", like: "$1,000")
  package let allowance = RecordKey("allowance", .one(.allowance), "The usage that a subscription includes.")
  package let seats = RecordKey(
    "seats", .named(.seat),
    "Kinds of seats by name, in the order in which people get them, the heaviest user first.")
}

package struct MonthlyLimitKeys: KeyGroup {
  package let amount = RequiredKey<Nanodollars>("amount", .money, "The limit.")
  package let stops = DefaultKey<String>(
    "stops", .oneOf(["usage", "purchases", "both"].map { ($0, $0) }), "What it stops.", default: "usage")
  package let crossing = crossingKey
  package let counts = DefaultKey<PurchaseLimit.Basis>(
    "counts", .name, "What counts of a purchase.", default: PurchaseLimit.Basis.cash.rawValue)
  package let scope = Keys.scope
}

package struct WeeklyLimitKeys: KeyGroup {
  package let amount = RequiredKey<Nanodollars>("amount", .money, "The limit.")
  package let crossing = crossingKey
  package let resets = Key<Instant>(
    "resets", .instant, "An instant at which the week begins anew.", absent: "Mondays, 00:00 UTC")
  package let scope = Keys.scope
}

package struct DailyCapKeys: KeyGroup {
  package let amount = RequiredKey<Nanodollars>("amount", .money, "The cap.")
  package let crossing = crossingKey
  package let day = DefaultKey<Zone>("day", .zone, "The zone whose midnight turns the day.", default: "UTC")
  package let scope = Keys.scope
}

private let crossingKey = DefaultKey<UsageCap.Crossing>(
  "crossing", .name.orUnknown, "What becomes of the request that crosses it.",
  default: UsageCap.Crossing.latched.rawValue)

package struct PurchaseCapKeys: KeyGroup {
  package let source = Key<[Source]>(
    "source", .oneOrList(.boughtSource), "The sources whose purchases it counts.", absent: "all")
  package let cash = Key<Nanodollars>("cash", .money, "So much cash in a calendar month.")
  package let faceValue = Key<Nanodollars>("face value", .money, "So much face value in a calendar month.")
}

package struct AllowanceKeys: KeyGroup {
  package let scope = Keys.scope
  package let trial = DefaultKey<Nanodollars>(
    "trial", .money, "So many dollars of usage are free at first.", default: "$0.00")
  package let windows = Keys.windows
  package let modelLimits = RecordKey(
    "model limits", .list(.modelLimit), "Further windows, for some models.")
}

package struct SeatKeys: KeyGroup {
  package let count = DefaultKey<Int>(
    "count", .whole(1...mostPeople), "How many seats of this kind.", default: "1")
  package let plan = Key<String>(
    "plan", .oneOf(Provider.standard.planNamesAsWritten),
    "A plan that is sold, which has a price; or state `pay`."
  ).only(.open)
  package let pay = Key<Nanodollars>(
    "pay", .money, "The fee of one seat, a month, before tax.", absent: "the plan's"
  )
  .only(.open)
  package let apiCredit = Key<Nanodollars>(
    "api credit", .money, "The credit that each payment of one seat brings.", absent: "the plan's"
  ).only(.open)
  package let tax = Key<Ratio>("tax", .share, "The tax on the fee.", absent: "the tax of the file").only(
    .open)
  package let prorated = Key<Bool>(
    "prorated", .yesNo,
    "Whether it is paid at the turns of the billing cycle, and for the days left of the first one before.",
    absent: "no"
  ).only(.open)
  package let from = Key<Instant>("from", .instant, "The instant at which they begin.", absent: "the start")
  package let until = Key<Instant>(
    "until", .instant, "The first instant at which they are not there any more.", absent: "no end")
  package let windows = Keys.windows
}

package struct ModelLimitKeys: KeyGroup {
  package let scope = Keys.scope
  package let windows = Keys.windows
}

package struct WindowKeys: KeyGroup {
  package let session = RecordKey("session", .one(.session), "A window that begins with the first request.")
  package let week = RecordKey("week", .one(.week), "A window of seven days.")
  package let month = RecordKey("month", .one(.month), "A window of a calendar month.")
}

package struct SessionKeys: KeyGroup {
  package let limit = windowLimit
  package let length = DefaultKey<Int64>(
    "length", .secondsAboveZero, "How long one session lasts.", default: Provider.standard.sessionLength)
}

package struct WeekKeys: KeyGroup {
  package let limit = windowLimit
  package let resets = Key<Instant>("resets", .instant, "An instant at which it resets.", absent: "the start")
  package let rollsOver = rolloverKey
}

package struct MonthKeys: KeyGroup {
  package let limit = windowLimit
  package let resets = Key<Instant>(
    "resets", .instant, "An instant at which it resets.", absent: "the billing cycle's anchor")
  package let rollsOver = rolloverKey
}

package struct RolloverKeys: KeyGroup {
  package let share = DefaultKey<Ratio>("share", .share, "The share of what is left.", default: "100%")
  package let atMost = Key<Nanodollars>("at most", .money, "The most that rolls over.", absent: "any")
}

private let rolloverKey = Key<Allowance.Window.Rollover>(
  "rolls over", .rollover,
  "What of the unused rest is added to the next window: a share, or a share and the most.",
  absent: "nothing", like: "50%")

private let windowLimit = RequiredKey<Nanodollars>("limit", .money, "The usage that one window includes.")

extension Table {
  package static let monthlyLimit = Table("monthly limit", Keys.monthlyLimit)
  package static let weeklyLimit = Table("weekly limit", Keys.weeklyLimit)
  package static let dailyCap = Table("daily cap", Keys.dailyCap)
  package static let purchaseCap = Table("purchase cap", Keys.purchaseCap)
  package static let allowance = Table("allowance", Keys.allowance)
  package static let seat = Table("seat", Keys.seat)
  package static let modelLimit = Table("model limit", Keys.modelLimit)
  package static let session = Table("session", Keys.session)
  package static let week = Table("week's window", Keys.week)
  package static let month = Table("month's window", Keys.month)
  package static let rollover = Table("'rolls over'", Keys.rollover)
}

/// The switches of an account.
package struct SwitchKeys: KeyGroup {
  package let drawOrder = DefaultKey<DrawOrder>(
    "draw order", .drawOrder.orUnknown, "Which lot pays first.", default: DrawOrder.earliestExpiry.name)
  package let largerThanBalance = DefaultKey<LargerThanBalance>(
    "larger than balance", .name.orUnknown,
    "What becomes of a request that costs more than is left: overdraw, refuse it, or serve a part.",
    default: LargerThanBalance.overdraw.rawValue)
  package let meteringLag = Key<Int64>(
    "metering lag", .seconds, "How late the check of the balance sees what requests have used.",
    absent: "none", like: "10 min")
  package let disconnects = DefaultKey<Bool>(
    "disconnects", .oneOf([("charged", true), ("not charged", false)]).orUnknown,
    "Whether requests whose client went away are charged.", default: "charged")
}
