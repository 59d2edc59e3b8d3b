// Seats: windows that are one person's alone, and there for a time.

import Ledger
import Quantities
import Testing

@Suite struct SeatTests {
  /// $5 a week for each of two people on the plan channel, and $100 of credit behind.
  private func story(_ change: (inout Allowance) -> Void = { _ in }) -> Story {
    Story(lot("a", "$100")) {
      $0.scopes = [
        Scope(channels: [.plan]), Scope(channels: [.plan], people: [0]),
        Scope(channels: [.plan], people: [1]),
      ]
      let week = Allowance.Window.Clock.fixed(anchor: at("2026-01-05"), every: .days(7))
      var allowance = Allowance(
        scope: 0, windows: [1, 2].map { .init(clock: week, limit: money("$5"), scope: $0) })
      change(&allowance)
      $0.allowance = allowance
    }
  }

  struct Row: CustomTestStringConvertible {
    let person: Int?
    var channel = Channel.plan
    let allowed: String
    var testDescription: String { "person \(person.map { "\($0)" } ?? "none") by \(channel.rawValue)" }
  }

  @Test(arguments: [
    Row(person: 0, allowed: "$5"), Row(person: 1, allowed: "$5"), Row(person: 2, allowed: "$0"),
    Row(person: nil, allowed: "$0"), Row(person: 0, channel: .apiKey, allowed: "$0"),
  ])
  func `a seat pays for its person on the plan channel alone`(_ row: Row) {
    let story = story()
    let mask = story.plan.mask(model: nil, channel: row.channel, person: row.person)
    let ledger = story.asking("$8", "2026-01-06", mask: mask).run()
    #expect(ledger.totals.allowance == money(row.allowed))
    #expect(ledger.totals.credit.count == money("$8").count - money(row.allowed).count)
  }

  @Test func `what one person leaves is nobody else's`() {
    let story = story()
    let masks = [0, 1].map { story.plan.mask(model: nil, channel: .plan, person: $0) }
    let ledger = story.asking("$9", "2026-01-06", mask: masks[0]).asking("$1", "2026-01-06", mask: masks[1])
      .run()
    #expect(ledger.totals.allowance == money("$6"))
    #expect(ledger.totals.credit == money("$4"))
  }

  @Test(arguments: [
    ("2026-01-06T11:59:59Z", "$0"), ("2026-01-06T12:00Z", "$5"), ("2026-01-20T11:59:59Z", "$5"),
    ("2026-01-20T12:00Z", "$0"),
  ])
  func `a seat is there from its first second to the second before its end`(second: String, allowed: String) {
    let story = story {
      ($0.windows[0].from, $0.windows[0].until) = (at("2026-01-06T12:00Z"), at("2026-01-20T12:00Z"))
    }
    let mask = story.plan.mask(model: nil, channel: .plan, person: 0)
    #expect(story.asking("$8", second, mask: mask).run().totals.allowance == money(allowed))
  }

  /// A premium seat of $5 that ends, and a standard one of $2 that begins, in the middle of a week.
  @Test(arguments: [("2026-01-07T11:59:59Z", "$5"), ("2026-01-07T12:00Z", "$6")])
  func `a seat that takes another's place begins with its whole limit`(second: String, allowed: String) {
    let story = story {
      $0.windows[0].until = at("2026-01-07T12:00Z")
      $0.windows[1].scope = $0.windows[0].scope
      ($0.windows[1].limit, $0.windows[1].from) = (money("$2"), at("2026-01-07T12:00Z"))
    }
    let mask = story.plan.mask(model: nil, channel: .plan, person: 0)
    let ledger = story.asking("$4", "2026-01-06", mask: mask).asking("$9", second, mask: mask).run()
    #expect(ledger.totals.allowance == money(allowed))
  }

  /// Of $5 a week $4 are left in the week in which it begins; what it was not there for rolls nowhere.
  @Test(arguments: [("2026-01-14", "$5"), ("2026-01-20", "$9"), ("2026-01-26", "$10")])
  func `nothing rolls over from before a seat begins`(day: String, left: String) {
    let story = story {
      $0.windows[0].from = at("2026-01-14")
      $0.windows[0].rollover = .init(share: .one)
    }
    let mask = story.plan.mask(model: nil, channel: .plan, person: 0)
    let used = day == "2026-01-14" ? story : story.asking("$1", "2026-01-14", mask: mask)
    let before = used.run().totals.allowance.count
    let after = used.asking("$50", day, mask: mask).run().totals.allowance.count
    #expect(after - before == money(left).count)
  }

  @Test func `a window that ends before it begins is refused`() {
    var story = story { ($0.windows[0].from, $0.windows[0].until) = (at("2026-02-01"), at("2026-02-01")) }
    #expect(throws: QuantityError.self) { _ = try ReplayLedger(plan: story.plan) }
    story.plan.allowance?.windows[0].until = at("2026-02-01T00:00:01Z")
    #expect(throws: Never.self) { _ = try ReplayLedger(plan: story.plan) }
  }
}
