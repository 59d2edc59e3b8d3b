/// The FOCUS file against the rules of the specification that it can break, and against the comparison itself.

import Foundation
import Testing

@Suite struct FocusTests {
  private static let scenario = "scenarios/reseller-or-official.yaml"

  private static func rows(_ more: String...) throws -> [[String: String]] {
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
