/// A runway as a screen: when work is first refused, why, by when to buy, what may be charged, and what expires unused.

import Formats
import Ledger
import Quantities
import Results

extension Report {
  public init(_ runway: Runway) {
    var lead = [Report.today(runway), Report.dry(runway)]
    lead += [Report.before(runway), Report.why(runway), Report.buy(runway), Report.charge(runway)]
      .compactMap(\.self)
    self.init(
      title: "\(runway.title): \(runway.plan)", lead: Array(lead.map { [$0] }.joined(separator: [""])),
      tables: [Report.lots(runway)].compactMap(\.self),
      notes: [
        "\(grouped(runway.paths)) futures, seed \(runway.seed). A date that is P10 comes that early in one future of ten; all times are UTC."
      ])
  }

  private static func today(_ runway: Runway) -> String {
    var text =
      runway.buysNothing
      ? "As it stands, with nothing bought: on \(runway.start.date.told()) the account holds "
      : "With “\(runway.plan)”: on \(runway.start.date.told()) the account holds "
    text += "\(amount(Double(runway.held))) of credit"
    if runway.debt > 0 { text += " and owes \(amount(Double(runway.debt)))" }
    return text + ", and about \(amount(runway.usagePerDay)) a day will be used at list price."
  }

  private static func date(_ instant: Instant?, _ runway: Runway) -> String {
    instant.map { $0.date.told() } ?? "not before \(runway.end.date.told())"
  }

  private static func dry(_ runway: Runway) -> String {
    guard runway.ever.count > 0 else {
      return "No work is refused in any future before \(runway.end.date.told())."
    }
    let dates = runway.dry.map { "P\($0.percent) \(date($0.at, runway))" }
    return "Work is first refused: \(dates.joined(separator: ", ")); before \(runway.end.date.told()) in "
      + "\(percent(runway.ever.value)) of futures."
  }

  private static func before(_ runway: Runway) -> String? {
    runway.before.map { before in
      let (low, high) = (before.chance.interval.low, before.chance.interval.high)
      return
        "Before \(before.date.date.told()) that is so in \(percent(before.chance.value)) of futures "
        + "(\(percent(low, bare: true))-\(percent(high)))."
    }
  }

  private static func why(_ runway: Runway) -> String? {
    let causes = runway.causes.map { Cause(measure: $0.measure, mean: 0, share: $0.share) }
    guard let main = causes.first else { return nil }
    return
      "Of what is refused within the horizon, \(percent(main.share)) is refused \(main.because). What cures that: \(main.cure)."
  }

  private static func buy(_ runway: Runway) -> String? {
    guard runway.lacksCredit else { return "More credit would not help: it is not what is lacking." }
    guard let by = runway.buyBy else {
      return runway.ever.count > 0
        ? "Nothing need be bought by hand yet: in 95 of 100 futures no work is refused before \(runway.end.date.told())."
        : nil
    }
    guard by > runway.start else {
      return "Buy now: in one future of twenty or more, work is refused on the first day."
    }
    return "Buy by \(by.date.told()): credit that is there then comes in time in 95 of 100 futures."
  }

  private static func charge(_ runway: Runway) -> String? {
    guard runway.charge.most > 0 else { return "Nothing is charged to the card." }
    return
      "The worst day charges \(amount(runway.charge.mean)) to the card on average, in one future of twenty more than "
      + "\(amount(Double(runway.charge.p95))), and \(amount(Double(runway.charge.most))) at most in these futures."
  }

  private static func lots(_ runway: Runway) -> Table? {
    guard !runway.lots.isEmpty else { return nil }
    return Table(
      title: "What expires, and how much of it goes unused",
      columns: [
        Table.Column("lot", key: "lot"), Table.Column("kind", key: "kind"),
        Table.Column("credit", key: "credit", kind: .number), Table.Column("expires", key: "expires"),
        Table.Column("goes unused, on average", key: "unused", kind: .number),
        Table.Column("some of it in so many futures", key: "futures", kind: .number),
      ],
      rows: runway.lots.map { lot in
        [
          .text(lot.name), .text(lot.source.rawValue), .text(amount(Double(lot.face))),
          .text(lot.expires.map { $0.date.told() } ?? "never"), .text(amount(lot.unused)),
          .text(lot.expires.map { $0 >= runway.end } ?? true ? "" : percent(lot.expiring)),
        ]
      })
  }
}
