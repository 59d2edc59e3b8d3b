/// The FOCUS file against the rules of the specification that it can break, and against the comparison itself.

import Foundation
import Testing

@Suite struct FocusTests {
  private static let scenario = "scenarios/reseller-or-official.yaml"

  private static func rows(_ more: String..., of scenario: String = scenario) throws -> [[String: String]] {
    let outcome = try Program.run(words: ["simulate", scenario, "--quiet", "--format", "focus"] + more)
    #expect(outcome.status == 0 && outcome.errors.isEmpty, "\(outcome.errors)")
    let lines = outcome.output.components(separatedBy: "\r\n").dropLast().map(fields)
    return lines.dropFirst().map { line in
      #expect(line.count == lines[0].count)
      return Dictionary(uniqueKeysWithValues: zip(lines[0], line))
    }
  }

  /// RFC 4180.
  private static func fields(_ line: String) -> [String] {
    var (fields, field, isQuoted) = ([String](), "", false)
    for character in line {
      switch character {
      case "\"": isQuoted.toggle()
      case "," where !isQuoted:
        fields.append(field)
        field = ""
      default: field.append(character)
      }
    }
    return fields + [field]
  }

  private static let mandatory = [
    "BilledCost", "BillingAccountId", "BillingAccountName", "BillingCurrency", "BillingPeriodStart",
    "BillingPeriodEnd", "ChargeCategory", "ChargeDescription", "ChargePeriodStart", "ChargePeriodEnd",
    "ContractedCost", "EffectiveCost", "InvoiceIssuerName", "ListCost", "ProviderName", "PublisherName",
    "ServiceCategory", "ServiceName",
  ]

  @Test(arguments: ["reseller lots", "official, once a year", "auto-reload"])
  func `mandatory columns are filled, categories are the specification's, marks say that it is a forecast`(
    plan: String
  ) throws {
    let rows = try Self.rows("--plan", plan, "--paths", "50")
    #expect(rows.count > 10)
    for row in rows {
      for column in Self.mandatory { #expect(row[column]?.isEmpty == false, "\(column)") }
      #expect(row.keys.contains("ChargeClass") && row["ChargeClass"] == "")
      #expect(["Purchase", "Usage", "Tax", "Credit"].contains(row["ChargeCategory"] ?? ""))
      #expect(["One-Time", "Usage-Based", "Recurring"].contains(row["ChargeFrequency"] ?? ""))
      #expect(["", "Standard", "Committed"].contains(row["PricingCategory"] ?? ""))
      for column in ["BillingPeriodStart", "ChargePeriodEnd"] {
        #expect(row[column]?.wholeMatch(of: /\d{4}-\d{2}-01T00:00:00Z/) != nil)
      }
      for column in ["BilledCost", "EffectiveCost", "ListCost", "ContractedCost"] {
        #expect(Double(row[column] ?? "") != nil)
      }
      // A commitment is used or unused where it is used; use bills nothing; quantities have units.
      let isCommitted = row["CommitmentDiscountId"] != ""
      if row["ChargeCategory"] == "Usage" {
        #expect(Double(row["BilledCost"] ?? "") == 0)
        #expect(!isCommitted || ["Used", "Unused"].contains(row["CommitmentDiscountStatus"] ?? ""))
      } else {
        #expect(row["CommitmentDiscountStatus"] == "" && row["ConsumedQuantity"] == "")
      }
      #expect((row["PricingQuantity"] == "") == (row["PricingUnit"] == ""))
      #expect((row["ConsumedQuantity"] == "") == (row["ConsumedUnit"] == ""))
      // A bill by one for another's charge would have to be 0.
      #expect(row["ProviderName"] == row["InvoiceIssuerName"])
      #expect(row["x_IsForecast"] == "true" && row["x_Seed"] == "1" && row["x_RulesHash"]?.count == 64)
    }
  }

  @Test func `an instalment is billed, and its credit costs its price once`() throws {
    let words = ["scenarios/enterprise-commitment.yaml", "--plan", "commitment", "--paths", "20", "--quiet"]
    let rows = try Program.run(words: ["simulate"] + words + ["--format", "focus"]).output
      .components(separatedBy: "\r\n").dropLast().map(Self.fields)
    let result = try JSON(parsing: Program.run(words: ["simulate"] + words + ["--format", "json"]).output)
    func mean(_ key: String) -> Double {
      guard case .string(let text)? = result["plans"]?[0]?["measures"]?[key]?["mean"] else { return .nan }
      return Double(text) ?? .nan
    }
    func sum(_ column: String) throws -> Double {
      let place = try #require(rows[0].firstIndex(of: column))
      return rows.dropFirst().reduce(0) { $0 + (Double($1[place]) ?? .nan) }
    }
    #expect(abs(try sum("BilledCost") - mean("paid")) < 1e-4)
    #expect(abs(try sum("EffectiveCost") - mean("paid") + mean("left_over_at_cost")) < 1e-3)
  }

  /// Deterministic.
  private struct Dice {
    var state: UInt64
    mutating func roll(_ sides: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % sides
    }
  }

  /// A plan of most that FOCUS tells apart; and what is held at the start at its price.
  private static func random(_ seed: UInt64, holds: Bool) -> (text: String, held: Int) {
    var dice = Dice(state: seed)
    let (credit, cost) = (50 + dice.roll(400), 10 + dice.roll(300))
    let lines = [
      "lotwise: 1", "title: random", "start: 2026-12-01", "horizon: 13 months", "tax: \(dice.roll(20))%",
      holds
        ? "account: {holds: {old: {credit: $\(credit), cost: $\(cost), expires: 2027-0\(1 + dice.roll(8))-10}}}"
        : "",
      "workloads: {w: {spend: {law: lognormal, mean: $\(2 + dice.roll(20)), sd: $5}}}", "plans:", "  p:",
      "    seller: {undelivered: 10%, revoked: 5% per month, refund: \(dice.roll(100))%}",
      "    buy: {cheap: {credit: $90, pay: $40, at: 2027-01-05, source: reseller, validity: 90 days}}",
      "    standing orders: {cheap too: {buy: $\(10 + dice.roll(90)), every: 1 month, price: 80%}}",
      dice.roll(2) == 0 ? "    subscription: {pay: $20, every: 1 month}" : "",
      dice.roll(2) == 0 ? "    commitment: {deal: {credit: $600, pay: $480, instalments: 4}}" : "",
    ]
    return (lines.filter { !$0.isEmpty }.joined(separator: "\n") + "\n", holds ? cost : 0)
  }

  @Test(arguments: 1...6, [false, true])
  func `over any plan the sums agree with the comparison, with credit held at the start and without`(
    _ seed: Int, _ holds: Bool
  ) throws {
    let folder = try TemporaryFolder()
    let (text, held) = Self.random(UInt64(seed), holds: holds)
    try folder.write("s.yaml", text)
    let rows = try Self.rows("--plan", "p", "--paths", "40", of: folder.path("s.yaml"))
    let outcome = try Program.run(
      "simulate", folder.path("s.yaml"), "--plan", "p", "--paths", "40", "--quiet", "--format", "json")
    let result = try JSON(parsing: outcome.output)
    func mean(_ key: String) throws -> Double {
      guard case .string(let text) = try #require(result["plans"]?[0]?["measures"]?[key]?["mean"]) else {
        return .nan
      }
      return Double(text) ?? .nan
    }
    func sum(_ column: String) -> Double { rows.reduce(0) { $0 + (Double($1[column] ?? "") ?? .nan) } }
    #expect(abs(sum("BilledCost") - (try mean("paid"))) < 1e-4)
    let effective = try mean("paid") + Double(held) - mean("left_over_at_cost")
    #expect(abs(sum("EffectiveCost") - effective) < 1e-4, "\(sum("EffectiveCost")) for \(effective)")
  }

  @Test func `credit is of the trigger that bought it, whatever another one is called`() throws {
    let folder = try TemporaryFolder()
    try folder.write(
      "s.yaml",
      """
      lotwise: 1
      start: 2026-12-01
      horizon: 3 months
      workloads: {w: {spend: {law: fixed, mean: $5}}}
      plans:
        p:
          standing orders:
            top up: {buy: $20, every: 2 weeks, price: 50%, source: reseller}
            top up daily: {buy: $3, every: 1 day}
      """)
    let rows = try Self.rows("--plan", "p", "--paths", "2", of: folder.path("s.yaml"))
    let bought = rows.filter {
      $0["ChargeCategory"] == "Purchase" && $0["ChargePeriodStart"] == "2026-12-01T00:00:00Z"
    }
    #expect(bought.map { $0["CommitmentDiscountName"] } == ["top up", "top up daily"])
    #expect(bought.map { $0["BilledCost"] } == ["30.00", "93.00"])
    #expect(bought.map { $0["InvoiceIssuerName"] } == ["Reseller", "Anthropic"])
  }

  @Test func `an instalment is of its commitment, though a subscription is paid as much at the same instant`()
    throws
  {
    let folder = try TemporaryFolder()
    try folder.write(
      "s.yaml",
      """
      lotwise: 1
      start: 2026-12-01
      workloads: {w: {spend: {law: fixed, mean: $10}}}
      plans:
        p:
          commitment: {deal: {credit: $1200, pay: $1200, instalments: 12}}
          subscription: {pay: $100, every: 1 month}
      """)
    let rows = try Self.rows("--plan", "p", "--paths", "2", of: folder.path("s.yaml"))
    let paid = rows.filter {
      $0["ChargeFrequency"] == "Recurring" && $0["ChargePeriodStart"] == "2027-05-01T00:00:00Z"
    }
    #expect(paid.map { $0["ChargeDescription"] } == ["Instalment of credit 'deal'", "Subscription"])
    #expect(paid.map { $0["CommitmentDiscountName"] } == ["deal", ""])
    #expect(paid.map { $0["BilledCost"] } == ["100.00", "100.00"])
    #expect(paid.map { $0["EffectiveCost"] } == ["0.00", "100.00"])
  }

  @Test(arguments: ["reseller lots", "official, once a year", "auto-reload"])
  func `what is billed is the cash, and what it comes to is the cash less what is left over`(plan: String)
    throws
  {
    let rows = try Self.rows("--plan", plan, "--paths", "50")
    let outcome = try Program.run(
      "simulate", Self.scenario, "--plan", plan, "--paths", "50", "--quiet", "--format", "json")
    let result = try JSON(parsing: outcome.output)
    func mean(_ key: String) throws -> Double {
      let value = try #require(result["plans"]?[0]?["measures"]?[key]?["mean"])
      guard case .string(let text) = value else { return .nan }
      return Double(text) ?? .nan
    }
    func sum(_ column: String, where holds: ([String: String]) -> Bool = { _ in true }) -> Double {
      rows.filter(holds).reduce(0) { $0 + (Double($1[column] ?? "") ?? .nan) }
    }
    #expect(abs(sum("BilledCost") - (try mean("paid"))) < 1e-5)
    #expect(abs(sum("EffectiveCost") - (try mean("paid")) + (try mean("left_over_at_cost"))) < 1e-4)
    #expect(
      abs(sum("ConsumedQuantity") { $0["CommitmentDiscountStatus"] == "Used" } - (try mean("used"))) < 1e-5)
    let unused = sum("CommitmentDiscountQuantity") { $0["CommitmentDiscountStatus"] == "Unused" }
    #expect(abs(unused - (try mean("waste"))) < 1e-5)
  }
}
