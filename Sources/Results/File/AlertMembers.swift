/// The members of a result about alerts: written, read back and described, side by side.

import Formats
import Quantities

private typealias Member = JSONShape.Member

extension JSONWriter {
  mutating func alerts(_ alerts: [AlertResult], _ names: [String]) {
    array("alerts") { json in
      for alert in alerts {
        json.object { json in
          json.string("alert", alert.text)
          if let lead = alert.lead { json.number("lead_seconds", Int(lead)) }
          json.array("plans") { json in
            for (index, plan) in alert.plans.enumerated() {
              guard let plan else { continue }
              json.object { json in
                json.string("plan", names[index])
                json.figure("fires", plan.fires)
                json.probability("fired", plan.fired)
                json.number("refused_futures", plan.refused)
                json.number("warned_futures", plan.warned)
                if let p10 = plan.p10 { json.number("warning_p10_seconds", Int(p10)) }
                if let p50 = plan.p50 { json.number("warning_p50_seconds", Int(p50)) }
                if let threshold = plan.threshold { json.money("threshold", Nanodollars(threshold)) }
              }
            }
          }
        }
      }
    }
  }
}

extension ResultReader {
  func alerts(_ names: [String]) throws(ResultError) -> [AlertResult] {
    guard maybe("alerts") != nil else { return [] }
    var alerts: [AlertResult] = []
    for item in try items("alerts") {
      var found = [AlertPlan?](repeating: nil, count: names.count)
      for plan in try item.items("plans") {
        found[try plan.name("plan", among: names)] = try plan.alertPlan()
      }
      alerts.append(
        AlertResult(text: try item.text("alert"), lead: try item.seconds("lead_seconds"), plans: found))
    }
    return alerts
  }

  private func seconds(_ key: String) throws(ResultError) -> Int64? {
    maybe(key) == nil ? nil : Int64(try whole(key, 0...(1 << 40)))
  }

  private func alertPlan() throws(ResultError) -> AlertPlan {
    let fired = try probability("fired", paths: 1 << 40)
    let refused = try whole("refused_futures", 0...fired.of)
    return AlertPlan(
      fires: try figure("fires", within: 0...ResultReader.most), fired: fired,
      refused: refused, warned: try whole("warned_futures", 0...refused),
      p10: try seconds("warning_p10_seconds"), p50: try seconds("warning_p50_seconds"),
      threshold: maybe("threshold") == nil ? nil : Int64(try figure("threshold", 1e9).rounded()))
  }
}

extension ResultSchema {
  private static let figure = JSONShape.orNull(.shared("decimal"))

  static let alerts: JSONShape = .list(
    .object([
      Member("alert", .text, "as the scenario has it"),
      Member("lead_seconds", .whole(from: 1), "the warning that is wanted", isAlwaysThere: false),
      Member(
        "plans",
        .list(
          .object([
            Member("plan", .text), Member("fires", figure, "in a future, on average"),
            Member("fired", .shared("probability")),
            Member("refused_futures", .whole(from: 0), "in which work is refused"),
            Member("warned_futures", .whole(from: 0), "of these, in which the alert stands by then"),
            Member(
              "warning_p10_seconds", .whole(from: 0),
              "from the warning to the first refusal; 0: none was given",
              isAlwaysThere: false),
            Member("warning_p50_seconds", .whole(from: 0), "the median", isAlwaysThere: false),
            Member(
              "threshold", .shared("decimal"),
              "the balance below which an alert leaves the wanted time in 95 % of them", isAlwaysThere: false),
          ])), "missing: a plan that has no such limit"),
    ]))
}
