/// Limits on usage and on purchases, the allowance of a subscription, and the switches of an account: shared
/// by cases and the plans of a scenario.

import Documents
import Ledger

extension SchemaParts {
  private var crossing: Schema.Key {
    .key(
      "crossing", choice(UsageCap.Crossing.self), "what becomes of the request that crosses it",
      default: UsageCap.Crossing.latched.rawValue)
  }

  var monthlyLimit: Schema {
    let limit = Schema.record(
      "monthly limit",
      [
        .required("amount", .money, "the limit"),
        .key("stops", .names(["usage", "purchases", "both"]), "what it stops", default: "usage"),
        crossing,
        .key(
          "counts", .names(PurchaseLimit.Basis.self), "what counts of a purchase",
          default: PurchaseLimit.Basis.cash.rawValue),
      ] + SchemaParts.scope)
    return .anyOf(.money, limit, .list(.anyOf(.money, limit)))
  }

  var dailyCap: Schema {
    let cap = Schema.record(
      "daily cap",
      [
        .required("amount", .money, "the cap"), crossing,
        .key("day", .zone, "the zone whose midnight turns the day", default: "UTC"),
      ] + SchemaParts.scope)
    return .anyOf(.money, cap, .list(.anyOf(.money, cap)))
  }

  var purchaseCap: Schema {
    .record(
      "purchase cap",
      [
        .key("source", .oneOrList(SchemaParts.boughtSource), "the sources that it counts", default: "all"),
        .key("cash", .money, "so much cash in a calendar month"),
        .key("face value", .money, "so much face value in a calendar month"),
      ])
  }

  var allowance: Schema {
    .record(
      "allowance",
      SchemaParts.scope + [
        .key("trial", .money, "the first so many dollars are free", default: "$0")
      ] + windows + [
        .key(
          "model limits", .list(.record("model limit", SchemaParts.scope + windows)),
          "further windows for some models")
      ])
  }

  private var windows: [Schema.Key] {
    let limit = Schema.Key.required("limit", .money, "usage in one window")
    return [
      .key(
        "session",
        .record("session", [limit, .key("length", .span, "of one session", default: "5 hours")]),
        "a window that begins with the first request"),
      .key(
        "week",
        .record("week's window", [limit, .key("resets", .instant, "one reset", default: "the start")]),
        "a window of seven days"),
      .key(
        "month",
        .record(
          "month's window",
          [limit, .key("resets", .instant, "one reset", default: "the billing cycle's anchor")]),
        "a window of a calendar month"),
    ]
  }

  /// What a case states at its top and a plan in itself.
  var limits: [Schema.Key] {
    [
      .key("monthly limit", monthlyLimit, "one, a list, or the amount alone", like: "$500"),
      .key("daily cap", dailyCap, "one, a list, or the amount alone", like: "$2,000"),
      .key("purchase caps", .list(purchaseCap), "limits on purchases in a calendar month"),
      .key("allowance", allowance, "usage that a subscription includes"),
    ]
  }

  /// The switches of an account.
  var switches: [Schema.Key] {
    let keys = Schema.list(.names(DrawKey.all.map(\.name)))
    return [
      .key(
        "draw order", .anyOf(choice(DrawOrder.named.map(\.name)), keys), "which lot pays first",
        default: "earliest expiry"),
      .key(
        "larger than balance", choice(LargerThanBalance.self),
        "a request larger than what is left: overdraw, refuse it, or serve a part",
        default: LargerThanBalance.overdraw.rawValue),
      .key(
        "disconnects", choice(["charged", "not charged"]), "requests whose client went away",
        default: "charged"),
    ]
  }
}
