/// `seats` of a plan: kinds by name, in the order in which people get them, the heaviest user first. Every seat has windows that
/// only its person's requests draw, on the channel plan; people without a seat have no allowance. Each kind is there from its
/// `from` to its `until`; whenever one comes or goes, the seats that are there are dealt anew, in order, and a person who keeps a
/// kind keeps its windows. Their fees and credit are a subscription's (Scenario/SeatFees.swift); a replay states windows only.
/// At the boundary: at `until` the seat is gone, a second earlier it still pays; with 9 people the ninth seat has a person, the
/// tenth has none.

import Documents
import Ledger
import Quantities

/// One kind of seat.
struct SeatKind {
  var label: Label
  var count: Int
  var from: Instant?
  var until: Instant?
  /// Without scope, and for as long as any of them is there.
  var windows: [Allowance.Window]
}

/// A person's seat of one kind for a time.
struct DealtSeat: Equatable {
  var kind: Int
  var person: Int
  var from: Instant?
  var until: Instant?
}

extension Scope {
  /// What a person's seat pays for.
  init(ofSeat person: Int) { self.init(channels: [.plan], people: [person]) }
}

extension PlanReader {
  /// False: there are none.
  func readSeats() -> Bool {
    guard root.has(Keys.limits.seats) else { return false }
    root.refuse(Keys.limits.allowance, "beside 'seats'", "put its windows into each kind of seat")
    var kinds: [SeatKind] = []
    root.maps(Keys.limits.seats, "seat") { label, record in
      let keys = Keys.seat
      let count = record.take(keys.count)
      let (from, until) = (record.take(keys.from), record.take(keys.until))
      if let until, until <= from ?? plan.start {
        findings.error(
          record.place(keys.until),
          "these seats end (\(until.brief)) before they begin (\((from ?? plan.start).brief))",
          "write a later 'until'")
      }
      let windows = readWindows(record, scope: nil)
      let own = Keys.windows
      if !record.has(own.session), !record.has(own.week), !record.has(own.month) {
        findings.error(
          record.place, "this seat includes nothing", "write 'session', 'week' or 'month' into it")
      }
      readFees(ofSeats: label, record, count: count, from: from, until: until)
      kinds.append(SeatKind(label: label, count: count, from: from, until: until, windows: windows))
    }
    if kinds.isEmpty, !findings.hasErrors {
      findings.error(
        root.place(Keys.limits.seats), "there is no seat here",
        "name one: 'premium: {count: 2, week: {limit: $260}}'")
    }
    let dealt = PlanReader.dealt(kinds)
    warnOfSeats(dealt)
    let most = people ?? mostPeople
    var windows: [Allowance.Window] = []
    for seat in dealt where seat.person < most {
      guard let scope = scopes.id(Scope(ofSeat: seat.person)) else {
        tooManyScopes(Keys.limits.seats)
        return true
      }
      for var window in kinds[seat.kind].windows {
        (window.scope, window.from, window.until) = (scope, seat.from, seat.until)
        windows.append(window)
      }
    }
    let scope = scopes.id(Scope(channels: [.plan]))
    if scope == nil { tooManyScopes(Keys.limits.seats) }
    plan.allowance = Allowance(scope: scope, windows: windows)
    return true
  }

  /// Whose seat each is, and when: by person, and in order of time.
  static func dealt(_ kinds: [SeatKind]) -> [DealtSeat] {
    let changes = Set(kinds.flatMap { [$0.from, $0.until] }.compactMap { $0 }).sorted()
    var dealt: [DealtSeat] = []
    // What each person has had so far, as indices.
    var last: [Int: Int] = [:]
    for place in 0...changes.count {
      let from = place == 0 ? nil : changes[place - 1]
      let until = place == changes.count ? nil : changes[place]
      var person = 0
      for (number, kind) in kinds.enumerated() {
        let begins = kind.from.map { own in from.map { own <= $0 } ?? false } ?? true
        let ends = kind.until.map { own in until.map { $0 <= own } ?? false } ?? true
        guard begins, ends else { continue }
        for _ in 0..<kind.count {
          if let before = last[person], dealt[before].kind == number, from != nil, dealt[before].until == from
          {
            dealt[before].until = until
          } else {
            last[person] = dealt.count
            dealt.append(DealtSeat(kind: number, person: person, from: from, until: until))
          }
          person += 1
        }
      }
    }
    return dealt.sorted { ($0.person, $0.from ?? .first) < ($1.person, $1.from ?? .first) }
  }

  /// Seats that nobody has, and use that is nobody's.
  private func warnOfSeats(_ dealt: [DealtSeat]) {
    guard let people, !findings.hasErrors else { return }
    if people == 0 {
      findings.error(
        root.keyPlace(Keys.limits.seats),
        "these seats have no people: no workload of channel plan says whose it is",
        "write 'people: 8' and 'channel: plan' into the workload")
      return
    }
    let most = (dealt.map(\.person).max() ?? 0) + 1
    if most > people {
      findings.warning(
        root.keyPlace(Keys.limits.seats),
        "these are \(most) seats for \(people) \(people == 1 ? "person" : "people"): the rest of them is paid and used by nobody",
        "write fewer seats, or more 'people'")
    }
    if let name = nobodys.first {
      findings.warning(
        root.keyPlace(Keys.limits.seats),
        "\(quote(name)) signs in with the plan and is nobody's, so that no seat pays for it",
        "write its 'people', or 'channel: api key'")
    }
  }
}
