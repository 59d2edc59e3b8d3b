/// A runway and a quote for programs, schemas `lotwise/runway/1` and `lotwise/quote/1`: dollars and shares are decimal strings,
/// instants as in a result; null is what does not come within the horizon. Written and described side by side.

import Formats
import Ledger
import Quantities

private typealias Member = JSONShape.Member

public struct RunwayJSON: Sendable {
  public static let schema = "lotwise/runway/1"

  public init() {}

  public func write(_ runway: Runway, version: String, command: String, into out: inout ByteBuffer) {
    var json = JSONWriter()
    json.object { json in
      json.string("schema", RunwayJSON.schema)
      json.string("lotwise", version)
      json.string("command", command)
      json.string("title", runway.title)
      json.string("plan", runway.plan)
      json.bool("buys_nothing", runway.buysNothing)
      json.instant("start", runway.start)
      json.instant("end", runway.end)
      json.string("seed", String(runway.seed))
      json.number("paths", runway.paths)
      json.money("held", Nanodollars(runway.held))
      json.money("debt", Nanodollars(runway.debt))
      json.figure("usage_a_day", runway.usagePerDay, 1e9)
      json.array("first_refusal") { json in
        for moment in runway.dry {
          json.object { json in
            json.number("percent", moment.percent)
            json.instant("at", moment.at)
            json.instant("earliest", moment.earliest)
            json.instant("latest", moment.latest)
          }
        }
      }
      json.probability("refused_within_horizon", runway.ever)
      if let before = runway.before {
        json.object("before") { json in
          json.instant("date", before.date)
          json.probability("refused", before.chance)
        }
      }
      json.array("causes") { json in
        for cause in runway.causes {
          json.object { json in
            json.string("measure", cause.measure.key)
            json.figure("share", cause.share)
          }
        }
      }
      json.instant("buy_by", runway.buyBy)
      json.object("charge_in_a_day") { json in
        json.figure("mean", runway.charge.mean, 1e9)
        json.money("p95", Nanodollars(runway.charge.p95))
        json.money("most", Nanodollars(runway.charge.most))
      }
      json.array("lots") { json in
        for lot in runway.lots {
          json.object { json in
            json.string("name", lot.name)
            json.string("source", lot.source.rawValue)
            json.money("face", Nanodollars(lot.face))
            json.instant("expires", lot.expires)
            json.figure("unused", lot.unused, 1e9)
            json.figure("some_expires_in", lot.expiring)
          }
        }
      }
    }
    out.append(json.finish())
  }
}

public struct QuoteJSON: Sendable {
  public static let schema = "lotwise/quote/1"

  public init() {}

  public func write(_ quote: Quote, version: String, command: String, into out: inout ByteBuffer) {
    var json = JSONWriter()
    json.object { json in
      json.string("schema", QuoteJSON.schema)
      json.string("lotwise", version)
      json.string("command", command)
      json.string("title", quote.title)
      json.string("seed", String(quote.seed))
      json.number("paths", quote.paths)
      json.money("besides", Nanodollars(quote.besides))
      json.array("plans") { json in
        for plan in quote.plans {
          json.object { json in
            json.string("name", plan.name)
            json.bool("serving", plan.isServing)
            json.figure("cost", plan.cost, 1e9)
            json.array("prices") { json in
              for price in plan.prices {
                json.object { json in
                  json.figure("losing_at_most", Double(price.losing) / 100)
                  json.money("price", Nanodollars(price.price))
                  if let low = price.low { json.money("low", Nanodollars(low)) } else { json.null("low") }
                  if let high = price.high {
                    json.money("high", Nanodollars(high))
                  } else {
                    json.null("high")
                  }
                  json.number("losing_futures", price.lost)
                  json.figure("loss", price.loss, 1e9)
                  json.figure("margin", price.margin, 1e9)
                }
              }
            }
          }
        }
      }
    }
    out.append(json.finish())
  }
}

/// What the two look like.
public enum OutlookSchema: String, CaseIterable, Sendable {
  case runway, quote

  public func write(into out: inout ByteBuffer) {
    let name = self == .runway ? RunwayJSON.schema : QuoteJSON.schema
    let head = [
      Member("schema", .constant(name), "within a version members are only added"),
      Member("lotwise", .text, "the program's version"), Member("command", .text, "makes it again"),
      Member("title", .text),
    ]
    JSONShape.schema(
      titled: "lotwise \(rawValue) (\(name))", of: head + (self == .runway ? runway : quote),
      about:
        "What `lotwise \(rawValue)` writes with --format json. Dollars and shares are decimal strings; null is what does not come "
        + "within the horizon, or cannot be said of so few futures.",
      definitions: ResultSchema.definitions.filter { used.contains($0.key) }, into: &out)
  }

  /// Of what a result has as well.
  private var used: Set<String> { self == .runway ? ["decimal", "instant", "probability"] : ["decimal"] }

  private var runway: [JSONShape.Member] {
    let instant = JSONShape.orNull(.shared("instant"))
    return [
      Member("plan", .text), Member("buys_nothing", .yesNo, "what is held is all there is"),
      Member("start", .shared("instant")), Member("end", .shared("instant")), Member("seed", .form("[0-9]+")),
      Member("paths", .whole(from: 1)),
      Member("held", .shared("decimal"), "credit that can be used at the start"),
      Member("debt", .shared("decimal")), Member("usage_a_day", figure, "at list price, on average"),
      Member(
        "first_refusal",
        .list(
          .object([
            Member("percent", .whole(from: 1), "of the futures: 10, 50, 90"), Member("at", instant),
            Member("earliest", instant, "lower end of the 95 % interval"), Member("latest", instant),
          ])), "when work is first refused"),
      Member("refused_within_horizon", .shared("probability")),
      Member(
        "before",
        .object([Member("date", .shared("instant")), Member("refused", .shared("probability"))]),
        "where a date was asked about", isAlwaysThere: false),
      Member(
        "causes",
        .list(.object([Member("measure", .names(Measure.all.map(\.key))), Member("share", figure)])),
        "why, as shares of what is refused; the largest first"),
      Member("buy_by", instant, "credit that is there by then comes in time in 95 of 100 futures"),
      Member(
        "charge_in_a_day",
        .object([
          Member("mean", figure), Member("p95", .shared("decimal")), Member("most", .shared("decimal")),
        ]), "the most that one day charges"),
      Member(
        "lots",
        .list(
          .object([
            Member("name", .text), Member("source", .text), Member("face", .shared("decimal")),
            Member("expires", instant, "null: never"), Member("unused", figure, "dollars, on average"),
            Member("some_expires_in", figure, "of the futures, within the horizon"),
          ]))),
    ]
  }

  private var quote: [JSONShape.Member] {
    let money = JSONShape.orNull(.shared("decimal"))
    return [
      Member("seed", .form("[0-9]+")), Member("paths", .whole(from: 1)),
      Member("besides", .shared("decimal"), "costs beside the credit, in every future"),
      Member(
        "plans",
        .list(
          .object([
            Member("name", .text), Member("serving", .yesNo),
            Member("cost", figure, "on average, with what is beside"),
            Member(
              "prices",
              .list(
                .object([
                  Member("losing_at_most", figure, "share of futures"), Member("price", .shared("decimal")),
                  Member("low", money, "lower end of the 95 % interval"), Member("high", money),
                  Member("losing_futures", .whole(from: 0)),
                  Member("loss", figure, "of a future that loses, on average"),
                  Member("margin", figure, "earned on average"),
                ]))),
          ])), "those that serve the work first"),
    ]
  }

  private var figure: JSONShape { JSONShape.orNull(.shared("decimal")) }
}
