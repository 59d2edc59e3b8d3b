/// `state`: where its entries go, and what is wrong with one (docs/replay-case.md).

import Ledger
import Quantities
import Scenario
import ScenarioFile
import Testing

@Suite struct `The state of an account` {
  private static let head = "lotwise: 1\nstart: 2026-11-22T14:00Z\nlots: {a: {credit: $100}}\n"

  @Test func `goes to the limit of its own models and channels, or to all`() throws {
    let plan = try read(
      Self.head + """
        monthly limit: [{amount: $9, channels: plan}, {amount: $9, models: claude-opus-5-5}, {amount: $9}]
        daily cap: {amount: $9, channels: plan}
        state:
          used:
            - {this month: $3, today: $1, latched: [this month, today]}
            - {channels: plan, this month: $2}

        """
    ).plan
    #expect(plan.usageCaps.map(\.opening.used) == [.of("$2"), .of("$3"), .of("$3"), .zero])
    #expect(plan.usageCaps.map(\.opening.isLatched) == [false, true, true, false])
  }

  @Test func `counts for every purchase limit that has one of its sources`() throws {
    let plan = try read(
      Self.head + """
        purchase caps: [{cash: $900}, {source: bundle, face value: $900}, {source: official, cash: $900}]
        state: {bought: [{source: bundle, cash: $7, face value: $10}, {source: [official, reseller], face value: $5}]}

        """
    ).plan
    #expect(plan.purchaseLimits.map(\.countedBefore) == [.of("$12"), .of("$10"), .of("$5")])
  }

  @Test func `of an auto-reload goes by its name`() throws {
    let plan = try read(
      Self.head + """
        auto-reload: {first: {below: $1, add: $5}, second: {below: $1, add: $5}}
        state: {auto-reload: {second: {off: yes, declined: 2, retry: 2026-11-22T14:00Z}}}

        """
    ).plan
    #expect(plan.autoReloads[0].opening == .none)
    #expect(plan.autoReloads[1].opening.isOff && plan.autoReloads[1].opening.declinesInRow == 2)
    #expect(plan.autoReloads[1].opening.retryAt == .at("2026-11-22T14:00Z"))
  }

  @Test(arguments: [
    (
      "start: 2026-12-01\nmonthly limit: $9\nstate: {used: {this month: $3}}",
      "a calendar month begins at the start itself (2026-12-01): what was before it counts no more"
    ),
    (
      "start: 2026-12-02\ndaily cap: $9\nstate: {used: {today: $3}}",
      "for a limit of this plan 'today' begins at the start itself (2026-12-02)"
    ),
    (
      "start: 2026-12-01\npurchase caps: [{cash: $9}]\nstate: {bought: {cash: $3}}",
      "a calendar month begins at the start itself"
    ),
    (
      "start: 2026-12-02T05:00Z\nallowance: {session: {limit: $5}}\nstate: {allowance: {session: {began: 2026-12-02, used: $1}}}",
      "this session was over at 2026-12-02T05:00:00Z, and the start is 2026-12-02T05:00:00Z"
    ),
    (
      "start: 2026-12-02\nallowance: {session: {limit: $5}}\nstate: {allowance: {session: {began: 2026-12-03, used: $1}}}",
      "this is after the start (2026-12-02), so no session is under way"
    ),
    (
      "start: 2026-12-02\nallowance: {week: {limit: $5}}\nstate: {allowance: {week: $1}}",
      "this week begins at the start itself (2026-12-02)"
    ),
    (
      "start: 2026-12-02\nauto-reload: {below: $1, add: $5, off after: 2}\nstate: {auto-reload: {declined: 2}}",
      "after 2 declined payments in a row ('off after') an auto-reload is off"
    ),
    (
      "start: 2026-12-02\nauto-reload: {below: $1, add: $5}\nstate: {auto-reload: {declined: 1, retry: 2026-12-01}}",
      "this is before the start (2026-12-02)"
    ),
    (
      "start: 2026-12-02\nauto-reload: {below: $1, add: $5}\nstate: {auto-reload: {retry: 2026-12-03}}",
      "'retry' has no meaning where no payment was declined"
    ),
    (
      "start: 2026-12-02\nauto-reload: {below: $1, add: $5}\nstate: {auto-reload: {on its way: b}}",
      "no lot 'b' is held"
    ),
    (
      "start: 2026-12-02\nlots: {b: {source: opening, credit: $1, at: 2026-12-01}}\nauto-reload: {below: $1, add: $5}\nstate: {auto-reload: {on its way: b}}",
      "'b' is not on its way at the start: it came at 2026-12-01"
    ),
    (
      "start: 2026-12-02\nauto-reload: {a: {below: $1, add: $5}, b: {below: $1, add: $5}}\nstate: {auto-reload: {off: yes}}",
      "there are several auto-reloads: 'a' and 'b'"
    ),
    (
      "start: 2026-12-02\ndaily cap: $9\nstate: {used: [{this month: $1}, {this month: $2}]}",
      "an earlier entry says what is used of the same models and channels"
    ),
    (
      "start: 2026-12-02\nstate: {used: {this month: $1}}",
      "nothing counts this: there is no limit on such usage"
    ),
    (
      "start: 2026-12-02\nauto-reload: {below: $1, add: $5}\nstate: {auto-reload: {other: {off: yes}}}",
      "nothing counts this: there is no such auto-reload"
    ),
    ("start: 2026-12-02\nstate: {used: {}}", "needs 'this month'"),
    ("start: 2026-12-02\nstate: {bought: {source: bundle}}", "needs 'cash'"),
  ])
  func `that cannot be is refused, and what counts nothing is told`(_ text: String, _ told: String) {
    let report = reported("lotwise: 1\n\(text)\n")
    #expect(report.contains(told), "\(report)")
  }
}
