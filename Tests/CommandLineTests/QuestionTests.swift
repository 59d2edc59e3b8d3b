/// The questions of scenarios/questions, asked as a stranger asks them: each figure is the one that was worked out by hand in the file.

import Foundation
import Testing

private let folder = "scenarios/questions"

private func json(_ words: String...) throws -> JSON {
  let outcome = try Program.run(words: words + ["--quiet", "--format", "json"])
  #expect(outcome.status == 0, "\(outcome.errors)")
  return try JSON(parsing: outcome.output)
}

private func number(_ value: JSON?) throws -> Double {
  switch value {
  case .number(let number)?: return Double(number)
  case .string(let text)?: return try #require(Double(text))
  default: throw Missing()
  }
}

private struct Missing: Error {}

struct QuestionTests {
  @Test("another mix, batches, twice the usage and another tier cost what they cost by hand")
  func variants() throws {
    let result = try json("compare", "\(folder)/another-model-mix.yaml", "--quick", "--paths", "4000")
    let expected: [(String, usage: Double, best: String)] = [
      ("a third to Haiku", 810, "from month to month"), ("all in batches", 540, "from month to month"),
      ("usage doubles", 2_160, "from month to month"), ("tier start", 1_080, "a lot at 60%"),
    ]
    for (index, expected) in expected.enumerated() {
      let variant = result["variants"]?[index]
      #expect(variant?["name"] == .string(expected.0) && variant?["best"] == .string(expected.best))
      let usage = try number(variant?["usage"])
      #expect(abs(usage / expected.usage - 1) < 0.002, "\(expected.0): \(usage)")
    }
    let doubled = result["variants"]?[2]
    #expect(try abs(number(doubled?["plans"]?[1]?["change"]?["after"]) - 2_170) < 5)
  }

  @Test("the same from the command line, and the command that makes it again says so")
  func settings() throws {
    let path = "\(folder)/another-model-mix.yaml"
    let result = try json(
      "compare", path, "--quick", "--paths", "2000", "--scale", "2", "--set", "account.tier=start")
    #expect(try abs(number(result["demand"]?["mean"]) / 2_160 - 1) < 0.003)
    #expect(
      result["command"]
        == .string("lotwise compare \(path) --set account.tier=start --set scale=2 --paths 2000"))
    guard case .string(let scenario)? = result["scenario"] else { throw Missing() }
    #expect(scenario.contains("tier: start"))
  }

  @Test("the answer turns at $69 a week")
  func unknownNumber() throws {
    let result = try json("compare", "\(folder)/a-number-nobody-knows.yaml", "--quick", "--paths", "4000")
    let found = result["unknown_numbers"]?[0]
    #expect(found?["name"] == .string("allowance.week.limit") && found?["low"] == .string("$40"))
    let flip = found?["flips"]?[0]
    #expect(flip?["below"] == .string("keys only") && flip?["above"] == .string("seats"))
    guard case .string(let value)? = flip?["value"] else { throw Missing() }
    let dollars = try #require(Double(value.dropFirst()))
    #expect(abs(dollars - 69.2) < 1, "\(value)")
    let costs = try number(result["plans"]?[0]?["measures"]?["total_cost"]?["mean"])
    #expect(abs(costs - 1_996) < 6, "\(costs)")
  }

  @Test("a warning at $20 leaves nineteen hours, and $48 leave two days")
  func alerts() throws {
    let result = try json("compare", "\(folder)/when-must-the-alert-ring.yaml", "--quick", "--paths", "500")
    let alerts = result["alerts"]
    let leads: [Double] = [19 * 3_600, 59 * 3_600, 80 * 3_600, 5 * 86_400, 10 * 86_400]
    for (index, lead) in leads.enumerated() {
      let plan = alerts?[index]?["plans"]?[0]
      #expect(plan?["warning_p50_seconds"] == .number(lead), "\(index)")
      #expect(plan?["fires"] == .string("1.00"))
    }
    #expect(alerts?[1]?["plans"]?[0]?["threshold"] == .string("48.000000001"))
  }

  @Test("what is held today lasts to 15 December, and $58 go unused")
  func runway() throws {
    let path = "\(folder)/from-today.yaml"
    let result = try json("runway", path, "--before", "2026-12-15")
    #expect(result["first_refusal"]?[1]?["at"] == .string("2026-12-15T00:00:00Z"))
    #expect(result["before"]?["refused"]?["count"] == .number(0) && result["buys_nothing"] == .bool(true))
    #expect(result["held"] == .string("250.00"))
    #expect(
      result["lots"]?[1]?["name"] == .string("promotion") && result["lots"]?[1]?["unused"] == .string("58.00")
    )
    let screen = try Program.run(words: ["runway", path, "--quiet"])
    #expect(screen.output.split(separator: "\n").count < 24, "one screen")
    #expect(screen.output.contains("Buy by 15 Dec 2026"))
    let short = try Program.run(words: ["runway", path, "--json", "--quiet"])
    let long = try Program.run(words: ["runway", path, "--format", "json", "--quiet"])
    #expect(short.status == 0 && !short.output.isEmpty && !long.output.isEmpty)
  }

  @Test("a fixed price of $9,164 loses in one future of twenty")
  func quote() throws {
    let result = try json("quote", "\(folder)/a-fixed-price.yaml", "--besides", "$5,000")
    let price = result["plans"]?[0]?["prices"]?[0]
    #expect(try abs(number(price?["price"]) - 9_164.5) < 5)
    #expect(try number(price?["low"]) <= number(price?["price"]))
    #expect(try number(price?["losing_futures"]) <= 1_000)
  }

  @Test("a team on seats pays $4,000 in half a year, and what the other seats would cost is by hand as well")
  func seats() throws {
    let result = try json(
      "compare", "\(folder)/a-claude-code-team-from-today.yaml", "--set", "workloads.the team.noise=0%",
      "--quick",
      "--paths", "100")
    let expected: [(plan: String, cash: Double, refused: Double)] = [
      ("three premium and three standard", 4_000, 0), ("two premium and four standard", 5_200, 0),
      ("a fourth premium seat from January", 4_100, 0), ("three max and three standard", 5_825, 0),
      ("credits behind them from January on", 3_700, 300),
    ]
    for (place, row) in expected.enumerated() {
      let plan = try #require(result["plans"]?[place])
      #expect(plan["name"] == .string(row.plan))
      let measures = try #require(plan["measures"])
      #expect(abs(try number(measures["paid"]?["mean"]) - row.cash) < 0.005, "\(row.plan)")
      #expect(abs(try number(measures["blocked"]?["mean"]) - row.refused) < 0.005, "\(row.plan)")
    }
  }

  @Test("the schemas of a runway and a quote agree with them", arguments: ["runway", "quote"])
  func schemas(_ kind: String) throws {
    let schema = try JSON(parsing: Program.run("schema", "--of", kind).output)
    let lines = [
      "runway": ["runway", "\(folder)/from-today.yaml", "--before", "2026-12-20"],
      "quote": ["quote", "\(folder)/a-fixed-price.yaml", "--paths", "300"],
    ]
    var validator = Validator(schema)
    let outcome = try Program.run(words: lines[kind, default: []] + ["--quiet", "--format", "json"])
    validator.validate(try JSON(parsing: outcome.output))
    #expect(validator.faults == [])
    #expect(validator.stated.subtracting(validator.seen) == [])
  }
}
