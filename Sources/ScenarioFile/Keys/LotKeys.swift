/// What buys credit: lots, auto-reloads, standing orders, people, subscriptions. The same for cases and for the
/// plans of a scenario, but that a scenario may leave a switch `unknown` and a delay random.

import Documents
import Ledger
import Providers
import Quantities
import Scenario

package struct ScopeKeys: KeyGroup {
  package let models = Key<[String]>(
    "models", .oneOrList(.text), "The only models that it is for: one name, or a list.", absent: "all")
  package let channels = Key<[Channel]>(
    "channels", .oneOrList(.name), "The only channels that it is for: one name, or a list.", absent: "all")
}

package struct TermKeys: KeyGroup {
  package let validity = Key<StatedValidity>(
    "validity", .validity, "How long the credit can be used once it is usable.",
    absent: "1 year; plan credit: billing cycle")
  package let expires = Key<StatedValidity>(
    "expires", .validity, "The same as `validity` by another name, for an instant.")
  package let scope = Keys.scope
  package let priority = DefaultKey<Int>(
    "priority", .whole(-1_000_000...1_000_000),
    "A lower number is drawn earlier where the draw order looks at it.", default: "0")
  package let draws = Key<Bool>(
    "draws", .oneOf([("after the allowance", false), ("before the allowance", true)]),
    "Whether it pays before a subscription's allowance does.", absent: "after the allowance")
  package let fee = Key<PurchaseFee>(
    "fee", .purchaseFee, "What buying costs beside the price: a share of it, or a share and the least.",
    absent: "none", like: "5.5%")
  package let tax = Key<Ratio>("tax", .share, "The tax on the price.", absent: "the tax of the file")
  package let refund = DefaultKey<Ratio>(
    "refund", .share, "The share of the cash that comes back for revoked or undelivered credit.",
    default: "0%")
}

package struct PurchaseFeeKeys: KeyGroup {
  package let share = DefaultKey<Ratio>("share", .share, "The share of the price.", default: "0%")
  package let atLeast = DefaultKey<Nanodollars>(
    "at least", .money, "The least that the fee comes to.", default: "$0.00")
}

package struct RepeatKeys: KeyGroup {
  package let every = Key<TimeSpan>(
    "every", .spanAboveZero, "It repeats so often, counted from the first time; with `count` or `until`.",
    like: "1 month")
  package let count = Key<Int>("count", .whole(1...1_000_000), "How often it happens in all.")
  package let until = Key<Instant>(
    "until", .instant, "The first instant at which it does not repeat any more.")
}

package struct SpanLawKeys: KeyGroup {
  package let median = RequiredKey<Int64>("median", .secondsAboveZero, "Half of them are shorter.")
  package let p90 = RequiredKey<Int64>("p90", .secondsAboveZero, "Nine of ten are shorter.")
}

extension Table {
  package static let purchaseFee = Table("fee", Keys.purchaseFee)
  package static let spanLaw = Table("random span of time", Keys.spanLaw)
}

// MARK: Lots

package struct LotKeys: KeyGroup {
  package let source = DefaultKey<Source>(
    "source", .lotSource, "Where the credit comes from.", default: Source.official.rawValue)
  package let credit = RequiredKey<Nanodollars>(
    "credit", .moneyAboveZero, "Its face value, in dollars of list price.", like: "$250")
  package let pay = Key<Nanodollars>(
    "pay", .money, "The price before tax.", absent: "the face value; promotion, plan credit: $0")
  package let price = Key<Ratio>(
    "price", .ratio(most: .percent(1_000)), "The price of a dollar of credit, in the place of `pay`.",
    absent: "100%")
  package let cost = Key<Nanodollars>(
    "cost", .money, "What an opening lot cost once.", absent: "the face value")
  package let at = Key<Instant>(
    "at", .instant, "When it is ordered, granted or issued.", absent: "the start")
  package let delay = Key<SpanLaw>(
    "delay", .delay, "The time from `at` until it is usable.", absent: "at once")
  package let delivered = Key<Instant?>(
    "delivered", .instantOrNever, "When it becomes usable; `never`: it is paid, and lost.")
  package let claimed = Key<Instant?>(
    "claimed", .instantOrNever.orWhenOpen(.record(.claim)),
    "The same as `delivered` by another name; or, of a gift, when it may be claimed.")
  package let claimBy = Key<Instant>(
    "claim by", .instant, "The last instant at which it can be claimed.", absent: "any time",
    like: "2026-10-07"
  ).only(.open)
  package let lapsesWith = Key<String>(
    "lapses with", .text, "The subscription at whose end what is left of it is forfeited.", absent: "none",
    like: "subscription")
  package let terms = Keys.terms
  package let repeats = Keys.repeats
  package let seller = SellerKeys.key
}

package struct ClaimKeys: KeyGroup {
  package let within = RequiredKey<SpanLaw>(
    "within", .spanLaw, "The time from the grant to the claim.", like: "5 days")
  package let never = DefaultKey<Ratio>(
    "never", .share, "The probability that it is never claimed.", default: "0%")
}

extension Table {
  package static let claim = Table("claim", Keys.claim)
  package static let lot = Table("lot", Keys.lot)
  package static let held = Table("what is held", Keys.lot)
}

// MARK: What buys lots by itself

package struct TriggerKeys: KeyGroup {
  package let autoReload = RecordKey(
    "auto-reload", .oneOrNamed(.autoReload),
    "Credit that is bought when the balance is low: one auto-reload, or several by name.")
  package let standingOrders = RecordKey(
    "standing orders", .named(.standingOrder), "Purchases on dates, by name.")
  package let whenEmpty = RecordKey(
    "when empty", .oneOrNamed(.person),
    "A person who notices that the balance is gone, and buys: one, or several by name.")
}

/// What a trigger's lots have in common.
package struct OfferKeys: KeyGroup {
  package let terms = Keys.terms
  package let delay: Key<SpanLaw>
  package let pay = Key<Nanodollars>("pay", .money, "The price of the amount.", absent: "list price")
  package let price = Key<Ratio>(
    "price", .ratio(most: .percent(1_000)), "The price of a dollar of credit.", absent: "100%")

  package init(delay: String) {
    self.delay = Key(delay, .delay, "The time from the payment to the credit.", absent: "0 s")
  }
}

package struct AutoReloadKeys: KeyGroup {
  package let below = Key<Nanodollars>("below", .money, "Reload when the balance is below this.")
  package let atOrBelow = Key<Nanodollars>(
    "at or below", .money, "Reload when the balance is at or below this.")
  package let add = Key<Nanodollars>("add", .moneyAboveZero, "Buy this much.")
  package let upTo = Key<Nanodollars>("up to", .moneyAboveZero, "Buy up to this balance.")
  package let multiplesOf = Key<Nanodollars>(
    "multiples of", .moneyAboveZero, "Buy as many times this as it takes.")
  package let atLeast = Key<Nanodollars>(
    "at least", .money, "The smallest single reload: a smaller one is lifted to it.", absent: "any")
  package let atMost = Key<Nanodollars>(
    "at most", .moneyAboveZero, "The largest single reload: a larger one is cut to it.", absent: "any")
  package let trigger = NodeKey(
    "trigger", .names(["unknown"]),
    "Says that it may rather be `at or below` than `below`, or the other way round."
  ).only(.open)
  package let amount = NodeKey(
    "amount", .names(["unknown"]),
    "Says that it may rather be `up to` than `add`, or the other way round."
  ).only(.open)
  package let afterRefusal = DefaultKey<Bool>(
    "after refusal", .yesNo.orUnknown, "Whether a refused request orders a reload too.", default: "no")
  package let inFlight = DefaultKey<Bool>(
    "in flight", .oneOf([("one", true), ("many", false)]).orUnknown,
    "How many reloads may be on their way at once.", default: "one")
  package let declinedTries = Key<[Int]>(
    "declined", .oneOrList(.whole(1...Int.max)), "Which tries are declined, counted from 1."
  ).only(.closed)
  package let declined = DefaultKey<Ratio>(
    "declined", .share, "The probability that a try is declined.", default: "0%"
  ).only(.open)
  package let retry = DefaultKey<Int64>(
    "retry", .seconds, "The time from a decline to the next try.", default: "1 day")
  package let pause = Key<Int64>(
    "pause", .seconds, "The shortest time from one reload to the next.", absent: "none", like: "1 hour")
  package let offAfter = Key<Int>(
    "off after", .whole(1...Int.max), "It is switched off after so many declines in a row.",
    absent: "never")
  package let atMostPerMonth = RecordKey(
    "at most per month", .one(.reloadsPerMonth), "A limit on the reloads of a calendar month.")
  package let offer = OfferKeys(delay: "latency")
}

package struct ReloadsPerMonthKeys: KeyGroup {
  package let orders = Key<Int>("orders", .whole(0...Int.max), "So many reloads in a calendar month.")
  package let cash = Key<Nanodollars>("cash", .money, "So much cash in a calendar month.")
  package let pastIt = Key<Bool>(
    "past it", .oneOf([("refused whole", false), ("bought in part", true)]),
    "What becomes of a reload past the cash.", absent: "refused whole")
}

package struct StandingOrderKeys: KeyGroup {
  package let source = triggerSource
  package let buy = Key<Nanodollars>("buy", .moneyAboveZero, "Buy this much each time.")
  package let upTo = Key<Nanodollars>(
    "up to", .moneyAboveZero, "Buy up to this balance, counting what is on its way.")
  package let whenAtOrBelow = Key<Nanodollars>(
    "when at or below", .money, "Buy only when the balance is at or below this.")
  package let from = Key<Instant>("from", .instant, "The first time.", absent: "the start")
  package let every = RequiredKey<TimeSpan>("every", .spanAboveZero, "How often it buys.", like: "1 month")
  package let until = Key<Instant>("until", .instant, "The first instant at which it does not buy any more.")
  package let offer = OfferKeys(delay: "delay")
  package let seller = SellerKeys.key
}

package struct PersonKeys: KeyGroup {
  package let source = triggerSource
  package let buy = RequiredKey<Nanodollars>("buy", .moneyAboveZero, "Buy this much each time.")
  package let after = RequiredKey<SpanLaw>(
    "after", .delay, "The reaction time, of office time.", like: "6 hours")
  package let officeHours = Key<OfficeHours>(
    "office hours", .officeHours, "When somebody notices.", absent: "always")
  package let offer = OfferKeys(delay: "delay")
  package let seller = SellerKeys.key
}

private let triggerSource = DefaultKey<Source>(
  "source", .triggerSource, "Where the lots come from.", default: Source.official.rawValue)

extension Table {
  package static let autoReload = Table("auto-reload", Keys.autoReload)
  package static let reloadsPerMonth = Table("'at most per month'", Keys.reloadsPerMonth)
  package static let standingOrder = Table("standing order", Keys.standingOrder)
  package static let person = Table("'when empty'", Keys.person)
}

// MARK: Fees

package struct SubscriptionKeys: KeyGroup {
  package let pay = Key<Nanodollars>("pay", .moneyAboveZero, "The fee before tax.")
  package let tax = Key<Ratio>("tax", .share, "The tax on the fee.", absent: "the tax of the file")
  package let from = Key<Instant>("from", .instant, "The first payment.", absent: "the start")
  package let repeats = Keys.repeats
  package let plan = Key<String>(
    "plan", .oneOf(Provider.standard.planNamesAsWritten),
    "A plan that is sold, which has a price; or state `pay`."
  ).only(.open)
  package let seats = DefaultKey<Int>(
    "seats", .whole(1...Provider.mostSeats), "How many seats of the plan are paid.", default: "1"
  ).only(.open)
  package let apiCredit = Key<Nanodollars>(
    "api credit", .money, "The credit that each payment brings.", absent: "the plan's"
  ).only(.open)
  package let prorated = Key<Bool>(
    "prorated", .yesNo,
    "Whether it is paid at the turns of the billing cycle, and for the days left of the first one before.",
    absent: "no"
  ).only(.open)
}

/// What the plan channel draws.
package struct CreditKeys: KeyGroup {
  package let usageCredits = DefaultKey<Bool>(
    "usage credits",
    .oneOf([("enabled", true), ("disabled", false)]).or(.record(.usageCredits)),
    "What the plan channel does past the allowance: `disabled`: it draws no credit.", default: "enabled")
  package let subscription = RecordKey(
    "subscription", .oneOrNamed(.subscription), "A fee that repeats: one, or several by name.")
}

package struct UsageCreditKeys: KeyGroup {
  package let monthlyCap = Key<Nanodollars>(
    "monthly cap", .money, "The most that usage credits may draw in a month.", absent: "no cap"
  ).only(.open)
  package let from = Key<Instant>(
    "from", .instant, "The instant at which they are turned on.", absent: "the start")
  package let until = Key<Instant>(
    "until", .instant, "The instant at which they are turned off.", absent: "never")
}

extension Table {
  package static let subscription = Table("subscription", Keys.subscription)
  package static let usageCredits = Table("usage credits", Keys.usageCredits)
}
