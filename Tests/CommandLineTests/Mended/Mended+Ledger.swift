/// Faults of the ledger, of the flow through it, and of what is said about lots and orders.

import Foundation

extension MendedFault {
  static let ledger: [MendedFault] = [
    MendedFault(
      "a plan with somebody who notices an empty account overdraws it like any other"
    ) {
      try $0.expect("debt", of: "when empty: {buy: $10, after: 6 hours}, buy: {credit: $10}", isAbove: 0.01)
    },
    MendedFault(
      "a cap whose crossing request is served is passed by what of it lies behind the cap",
      planted: "no request crosses a cap"
    ) {
      let cap = "daily cap: {amount: $2, crossing: the crossing request is served}"
      return try $0.expect("used", of: "\(cap), buy: {credit: $900}", is: "22.50")
    },
    MendedFault(
      "a latched cap refuses the request that would cross it, and what is left of the cap stays",
      planted: "everything fits"
    ) {
      try $0.expect(
        "used", of: "daily cap: {amount: $2, crossing: latched}, buy: {credit: $900}", is: "15.00")
    },
    MendedFault(
      "a request that is larger than what is left is refused whole, and what is left stays",
      planted: "everything fits"
    ) { try $0.expect("left over", of: "larger than balance: refuse, buy: {credit: $2}", is: "0.50") },
    MendedFault(
      "an auto-reload finds the balance below its threshold by what the request that crossed it lacked",
      planted: "a threshold is met to the nano-dollar"
    ) {
      // $13 less fourteen requests of $0.75 is $2.50.
      let plan = "buy: {credit: $13}, auto-reload: {below: $3, up to: $13}"
      let paid = try $0.figure("paid", of: plan, column: 7)
      let orders = ((Double(paid) ?? 0) - 13) / 10.5
      return orders > 10 && orders == orders.rounded() ? nil : "\(paid) is paid"
    },
    MendedFault("a debt left at the end is in the total cost", planted: "a debt costs nothing") {
      try $0.expect("net cost", of: "buy: {credit: $1}", is: "1.50")
    },
    MendedFault(
      "credit that is held at the start can be void at the start",
      planted: "what is ordered in the same second is not found"
    ) {
      try $0.write(
        "lots: {held: {source: opening, credit: $5}}\nevents: [{at: 2026-12-01, void: held}]\nrequests: [{at: 2026-12-02, amount: $1}]",
        to: "case.yaml")
      let replay = try $0.shell("lotwise replay case.yaml --format json")
      return replay.output.contains("\"left\": \"5.00\"") || replay.output.contains("\"used\": \"1.00\"")
        ? replay.output : nil
    },
    MendedFault(
      "a lot that comes after the last request pays a debt, and `check` says so",
      planted: "a late lot pays for nothing at all"
    ) {
      try $0.write(
        "lots: {a: {credit: $1}, b: {credit: $5, at: 2026-12-03}}\nrequests: [{at: 2026-12-02, amount: $2}]",
        to: "case.yaml")
      let check = try $0.shell("lotwise check case.yaml")
      return check.errors.contains("can pay for nothing but a debt") ? nil : check.errors + check.output
    },
    MendedFault("`draw order: latest expiry` is read", planted: "only orders have names") {
      try $0.write("draw order: latest expiry\nlots: {a: {credit: $1}}\nrequests: []", to: "case.yaml")
      let replay = try $0.shell("lotwise replay case.yaml")
      return replay.status == 0 ? nil : replay.errors
    },
  ]
}

extension Trial {
  fileprivate func write(_ text: String, to name: String) throws {
    let file = folder.url.appendingPathComponent(name)
    try Data("lotwise: 1\nstart: 2026-12-01\n\(text)\n".utf8).write(to: file)
  }

  /// Of a plan over ten days with about 240 requests of $0.75 in each.
  fileprivate func figure(_ measure: String, of plan: String, column: Int) throws -> String {
    let tokens = "models: claude-opus-4-5, tokens: {input: 100k, output: 10k}"
    try write(
      "horizon: 10 days\nworkloads: {some: {requests: 240 per day, \(tokens)}}\nplans: {one: {\(plan)}}",
      to: "scenario.yaml")
    let run = try shell("lotwise simulate scenario.yaml --plan one --paths 100 --format csv --quiet")
    let line = run.output.split(whereSeparator: \.isNewline).first { $0.hasPrefix("one,\(measure),") }
    let cells = line?.split(separator: ",", omittingEmptySubsequences: false) ?? []
    return cells.count > column ? String(cells[column]) : run.errors
  }

  fileprivate func expect(_ measure: String, of plan: String, is wanted: String) throws -> String? {
    let mean = try figure(measure, of: plan, column: 3)
    return mean == wanted ? nil : "\(measure) is \(mean)"
  }

  fileprivate func expect(_ measure: String, of plan: String, isAbove least: Double) throws -> String? {
    let mean = try figure(measure, of: plan, column: 3)
    return Double(mean) ?? 0 > least ? nil : "\(measure) is \(mean)"
  }
}
