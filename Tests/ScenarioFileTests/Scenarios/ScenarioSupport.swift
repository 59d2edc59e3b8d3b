/// Scenarios as text.

import Documents
import Foundation
import Ledger
import Quantities
import Scenario
import ScenarioFile
import Testing

/// A scenario of which only a part is of interest: what is missing is written around it.
func scenario(_ yaml: String, path: String = "scenario.yaml") throws -> Scenario {
  do {
    return try Scenarios.read(bytes: Array(framed(yaml).utf8), path: path).scenario
  } catch {
    Issue.record("\(error.rendered(color: false))")
    throw error
  }
}

/// The plan of a scenario with one plan.
func plan(_ body: String, account: String = "{}", start: String = "2026-12-01") throws -> PurchasePlan {
  let indented = body.split(separator: "\n").map { "    " + $0 }.joined(separator: "\n")
  let read = try scenario("start: \(start)\naccount: \(account)\nplans:\n  one:\n\(indented)\n")
  return try #require(read.plans.first)
}

/// Everything that is said about a scenario.
func said(_ yaml: String, path: String = "scenario.yaml") -> String {
  do {
    return try Scenarios.read(bytes: Array(framed(yaml).utf8), path: path).warnings.rendered(color: false)
  } catch {
    return error.rendered(color: false)
  }
}

private func framed(_ yaml: String) -> String {
  var text = yaml.hasPrefix("lotwise") ? "" : "lotwise: 1\n"
  if !yaml.contains("start:") { text += "start: 2026-12-01\n" }
  text += yaml
  if !yaml.hasSuffix("\n") { text += "\n" }
  if !yaml.contains("plans:") { text += "plans: {some: {buy: {credit: $100}}}\n" }
  if !yaml.contains("workloads:") { text += "workloads: {some: {spend: {law: fixed, mean: $1, per: day}}}\n" }
  return text
}
