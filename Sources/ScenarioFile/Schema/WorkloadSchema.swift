/// The schema of workloads, what will be used: docs/scenario.md in the terms of Schema.swift.

import Demand
import Documents
import Ledger

extension SchemaParts {
  static var workload: Schema {
    .record(
      "workload",
      [
        .key("requests", rate, "how many come", like: "900 per workday", "20 per hour"),
        .key("spend", spend, "instead of requests: dollars by a named law"),
        .key("hours", .hours, "when they come", default: "day and night", like: "09:00-18:00 Europe/Berlin"),
        .key("days", days, "a day's share of the usual", default: "100%"),
        .key("hourly", .list(.number), "instead of hours: 24 relative weights of the local hours"),
        .key("zone", .zone, "of days and hourly", default: "the zone of hours, or UTC"),
        .key(
          "models", .anyOf(.text, .maps(.share)), "one name, or the share of each", like: "claude-sonnet-5-5"),
        .key("tokens", tokenCounts, "of a request, in and out"),
        .key(
          "cached", .anyOf(.share, cached), "share of the prompt that is read from a cache", default: "0%"),
        .key("batch", .share, "share of requests", default: "0%"),
        .key("fast", .share, "share of requests", default: "0%"),
        .key("us only", .share, "share of requests", default: "0%"),
        .key("web searches", .number, "a request, on average", default: "0"),
        .key("code execution", .span, "billed container time a request, on average", default: "0 s"),
        .key("failures", failures, "shares of requests"),
        .key("measured on", .text, "the model that tokens were counted on", like: "claude-sonnet-4-5"),
        .key("channel", .names(Channel.self), "how it signs in", default: Channel.apiKey.rawValue),
        .key(
          "active", .oneOrList(.text), "one stretch of time or several", default: "the whole horizon",
          like: "2026-12-01 to 2027-04-01"),
        .key("growth", growth, "of the level"),
        .key("noise", noise, "of a day's level around the trend"),
        .key("dispersion", .number, "variance of a count over its mean", default: "1"),
        .key("regimes", .maps(regime), "states between which the level jumps; the first is the first"),
      ])
  }

  private static var rate: Schema {
    Schema(
      .text(
        pattern: "[0-9.][0-9_,.]*[kKMB]? +per +(?:minute|hour|day|workday|week|month)", orNumber: false))
  }

  private static var days: Schema {
    .record(
      "days of workload",
      ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"].map {
        .key($0, .share, "share of the usual", default: "100%")
      })
  }

  // MARK: A request

  private static var tokenCounts: Schema {
    .record(
      "'tokens' of workload",
      [
        .required("input", tokenLaw("input"), "the whole prompt"),
        .required("output", tokenLaw("output"), "the answer"),
      ])
  }

  private static func tokenLaw(_ key: String) -> Schema {
    .anyOf(
      .tokens,
      .record(
        "'\(key)'",
        [
          .required("median", .tokens, "half are shorter"),
          .required("p90", .tokens, "nine of ten are shorter"),
        ]),
      .record(
        "'\(key)'",
        [
          .required("values", .list(.tokens), "any of them"),
          .key("weights", .list(.number), "how often each", default: "alike"),
        ]))
  }

  private static var cached: Schema {
    .record(
      "cached part of workload",
      [
        .key("read", .share, "read from a cache", default: "0%"),
        .key("write 5m", .share, "written to the five-minute cache", default: "0%"),
        .key("write 1h", .share, "written to the one-hour cache", default: "0%"),
      ])
  }

  private static var failures: Schema {
    .record(
      "failures of workload",
      [
        .key("failed", .share, "not charged", default: "0%"),
        .key("disconnected", .share, "the client went away", default: "0%"),
      ])
  }

  // MARK: Over time

  private static var growth: Schema {
    .record(
      "growth of workload",
      [
        .key("monthly", .share, "of the level, a month", default: "0%"),
        .key("volatility", .share, "log-sd of a month's change", default: "0%"),
      ])
  }

  private static var noise: Schema {
    .record(
      "noise of workload",
      [
        .key("daily", .share, "log-sd of a day's level", default: "0%"),
        .key("persistence", .share, "how much of it lasts to the next day", default: "0"),
      ])
  }

  private static var regime: Schema {
    .record(
      "regime",
      [
        .required("level", .share, "of the usual"),
        .required("lasts", .span, "on average"),
        .key("next", .maps(.share), "the shares of the states that follow", default: "all others alike"),
      ])
  }

  // MARK: Dollars

  private static var spend: Schema {
    let size = Schema.anyOf(
      .money,
      .record(
        "size",
        [
          .key("median", .money, "half are smaller"), .key("p90", .money, "nine of ten are smaller"),
          .key("mean", .money, "on average"), .key("sd", .money, "standard deviation"),
        ]))
    return .record(
      "spend of workload",
      [
        .required("law", .names(SpendLawName.self), "how it varies"),
        .key("per", .names(SpendStep.self), "the step of the law", default: "day"),
        .key("mean", .money, "on average"),
        .key("sd", .money, "standard deviation"),
        .key("median", .money, "half are smaller"),
        .key("p90", .money, "nine of ten are smaller"),
        .key("count", .number, "payments in a step, on average"),
        .key("size", size, "of one payment"),
        .key("dispersion", .number, "variance of the count over its mean"),
        .key("persistence", .share, "how much each step leans on the last"),
        .key("start", .money, "the level at the start"),
        .key("drift", .share, "a month"),
        .key("volatility", .share, "a month"),
        .key("values", .list(.money), "any of them, alike"),
      ])
  }
}
