/// The rate card as a user sees it. The prices themselves are tested in PricingTests.

import Testing

struct RatesTests {
  @Test(
    "rows hold at the date, over-band and fast rows among them",
    arguments: ["table", "markdown", "csv", "json"])
  func golden(_ format: String) throws {
    let outcome = try Program.run(
      "rates", "--as-of", "2026-03-01", "--model", "claude-opus-4-6", "--format", format)
    #expect(outcome.status == 0 && outcome.errors.isEmpty)
    try Golden.expect(outcome.output, is: "rates-opus-4-6.\(format)")
  }

  @Test(
    "a price holds from its first instant to the one at which the next begins",
    arguments: [
      ("2026-10-06", "0.20"), ("2026-10-06T23:59:59Z", "0.20"), ("2026-10-07", "0.10"),
      ("2026-10-07T00:00:00Z", "0.10"), ("2026-10-07T01:59+02:00", "0.20"),
    ])
  func boundary(_ date: String, _ cacheRead: String) throws {
    let outcome = try Program.run("rates", "--as-of", date, "--model", "claude-sonnet-5-5", "--format", "csv")
    let row = try #require(outcome.output.split(separator: "\r\n").dropFirst().first)
    #expect(row.split(separator: ",")[4] == cacheRead)
  }

  @Test("without a date the card's own is taken, not a clock's")
  func defaultDate() throws {
    let outcome = try Program.run("rates", "--format", "json")
    let knownUpTo = try #require(outcome.output.firstMatch(of: /"known_up_to": "(.{10})"/)?.1)
    #expect(outcome.output.contains("\"at\": \"\(knownUpTo)T00:00:00Z\""))
  }

  @Test("what is known to change is said")
  func changes() throws {
    let outcome = try Program.run("rates", "--as-of", "2026-11-20", "--model", "claude-sonnet-4-5")
    #expect(outcome.output.contains("Known to change"))
    #expect(outcome.output.contains("2026-11-30  claude-sonnet-4-5  retired"))
  }

  @Test(
    "a model that has no price then is an error that says why",
    arguments: [
      ("claude-opus-5-6", "2026-11-20", "did you mean claude-opus-5-5?"),
      ("gpt", "2026-11-20", "has no model 'gpt'"),
      ("claude-opus-4-1", "2026-08-05", "claude-opus-4-1 was retired on 2026-08-05"),
      ("claude-opus-5-5", "2026-09-21", "was not released before 2026-09-22"),
    ])
  func noPrice(_ model: String, _ date: String, _ message: String) throws {
    let outcome = try Program.run("rates", "--model", model, "--as-of", date)
    #expect(outcome.status == 1 && outcome.output.isEmpty)
    #expect(outcome.errors.contains(message), "\(outcome.errors)")
  }

  @Test("a date after the card's own is marked as a forecast")
  func forecast() throws {
    let outcome = try Program.run("rates", "--as-of", "2027-06-01")
    #expect(outcome.output.contains("prices after that are what was announced by then"))
  }
}
