/// A provider's tables are read strictly: each mistake is said with its file and line.

import Providers
import Testing

@Suite("a table with a mistake is refused")
struct StrictTests {
  @Test(
    "with file and line",
    arguments: [
      ("card.csv", "name,as_of", "name,asof", "card.csv:1: the header is not name,as_of,model_prefix"),
      ("card.csv", "2026-06-01", "June", "card.csv:2: as_of: "),
      ("card.csv", "pilot-\n", "pilot-\nquay,2026-06-01,\n", "card.csv:3: this table has one line"),
      ("models.csv", ",made up", ",", "models.csv:2: this row states no source"),
      ("models.csv", "knots,no", "knots,maybe", "models.csv:2: 'maybe' is neither yes nor no"),
      (
        "prices.csv", "pilot-small,2025", "pilot-tiny,2025",
        "prices.csv:3: the card beneath has no model 'pilot-tiny'"
      ),
      ("prices.csv", ",0.1,", ",ten,", "prices.csv:3: "),
      ("parameters.csv", "batch", "bulk", "parameters.csv:2: 'bulk' is no parameter of a rule"),
      ("facts.csv", "service,", "servant,", "facts.csv:4: fact: 'servant' is no fact"),
      ("facts.csv", "publisher,", "provider,", "facts.csv:3: the fact 'provider' is stated twice"),
      (
        "facts.csv", "publisher,Harbour Models,made up\n", "", "facts.csv: the fact 'publisher' is not stated"
      ),
      ("facts.csv", "standard tier,quay", "standard tier,pier", "facts.csv:7: there is no tier 'pier'"),
      ("facts.csv", "example plan,solo", "example plan,trio", "facts.csv:12: there is no plan 'trio'"),
      (
        "facts.csv", "usual model,pilot-small", "usual model,pilot",
        "facts.csv:10: the rate card 'harbour' has no"
      ),
      ("facts.csv", "3 hours", "3 months", "facts.csv:8: a session lasts hours, not months"),
      ("tiers.csv", "$50", "fifty", "tiers.csv:3: monthly_cap: "),
      ("tiers.csv", "$40", "-$40", "tiers.csv:2: monthly_cap: -$40 is past the range"),
      (
        "tiers.csv", "2026-07-01,,$50", "2026-08-01,,$50",
        "tiers.csv:3: this does not begin where the entry before it ends"
      ),
      (
        "tiers.csv", "2025-01-01,2026-01-01", "2026-01-01,2026-01-01",
        "tiers.csv:5: this ends before it begins"
      ),
      ("tiers.csv", "$5,api key", "$5,post", "tiers.csv:5: channel: 'post' is no channel"),
      ("limits.csv", "quay,large", "pier,large", "limits.csv:3: tier: 'pier' is no tier"),
      ("limits.csv", "quay,large", "quay,huge", "limits.csv:3: class: 'huge' is no class of models"),
      ("limits.csv", "6,100k", ",", "limits.csv:3: this limits nothing"),
      (
        "classes.csv", "*-large*,made up", "*-large*,made up\nlarge,x,made up",
        "classes.csv:3: the class 'large' is stated twice"
      ),
      ("plans.csv", "$12", "", "plans.csv:3: price is not stated"),
      ("plans.csv", "$12", "$900000", "plans.csv:3: $900,000.00 a seat is more than a ledger holds"),
      ("plans.csv", "crew,,", "crew,,,", "plans.csv:3: there are not 9 fields"),
      ("validity.csv", "30 days", "30", "validity.csv:5: validity: "),
      ("validity.csv", "30 days", "0 days", "validity.csv:5: validity: 0 days is no time at all"),
      ("validity.csv", "promotion", "raffle", "validity.csv:5: credit: 'raffle' is no source of credit"),
      (
        "validity.csv", "opening,,,never,made up\n", "",
        "validity.csv: the validity of 'opening' credit is not stated"
      ),
      (
        "validity.csv", "enterprise,,,6 months", "enterprise,,,never",
        "validity.csv: 'enterprise' credit lasts a time"
      ),
      ("caps.csv", "Europe/Berlin", "Europe/Atlantis", "caps.csv:2: zone: "),
      ("caveats.csv", "resale,", "theft,", "caveats.csv:2: caveat: 'theft' is no caveat"),
    ])
  func mistakes(_ file: String, _ line: String, _ other: String, _ report: String) throws {
    let error = #expect(throws: ProviderError.self) { try Harbour.provider(file, line, other) }
    #expect(error?.description.hasPrefix(report) == true, "\(error?.description ?? "")")
  }

  @Test("a table that is not there, and one that no provider has", arguments: Provider.tableNames)
  func tables(_ name: String) throws {
    var tables = try Harbour.tables()
    tables["prizes.csv"] = tables[name]
    #expect(throws: ProviderError.self) { try Provider(tables: tables) }
    tables["prizes.csv"] = nil
    _ = try Provider(tables: tables)
    tables[name] = nil
    let error = #expect(throws: ProviderError.self) { try Provider(tables: tables) }
    #expect(error?.description == "\(name): there is no such table in the provider's folder")
  }

  @Test(
    "a pattern stands for names as in a shell",
    arguments: [
      ("a-b", "a-b", true), ("a-b", "a-", false), ("a-b", "*", true), ("", "*", true), ("a", "aa", false),
      ("a-b-c", "*-b-*", true), ("a-b", "*-b-*", false), ("abcbc", "a*bc", true), ("abcb", "a*bc", false),
      ("a-4-5", "a-4-*", true), ("a-45", "a-4-*", false), ("aab", "*ab*", true),
    ])
  func patterns(_ name: String, _ pattern: String, _ isOne: Bool) throws {
    let provider = try Harbour.provider("classes.csv", "large,*-large*", "large,\(pattern)")
    let limits = try provider.rateLimits(tier: "quay", models: [name], at: at("2026-01-01"))
    #expect((limits[0].requests == 6) == isOne)
  }
}
