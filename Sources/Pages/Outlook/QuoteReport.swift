/// A quote as a screen: the price to name, how sure it is, and what other chances of a loss would take.

import Formats
import Quantities
import Results

extension Report {
  public init(_ quote: Quote) {
    let best = quote.plans.first
    var lead: [String] = []
    if let best, let price = best.prices.first {
      let between = [price.low, price.high].compactMap { $0.map { amount(Double($0)) } }
      lead.append(
        "Name a fixed price of \(amount(Double(price.price)))"
          + (between.count == 2 ? " (between \(between[0]) and \(between[1]))" : "")
          + ": with “\(best.name)”, \(best.isServing ? "" : "which refuses too much of the work or breaks the terms, ")the project "
          + "loses money in at most \(price.losing)% of futures.")
      lead.append(
        "It costs \(amount(best.cost)) on average, so that \(amount(price.margin)) is earned on average; a future that loses, loses "
          + "\(amount(price.loss)) on average.")
    }
    self.init(
      title: "A fixed price: \(quote.title)", lead: Array(lead.map { [$0] }.joined(separator: [""])),
      tables: [
        Table(
          title: "The price, by the share of futures that may lose",
          columns: [
            Table.Column("plan", key: "plan"), Table.Column("costs on average", key: "cost", kind: .number),
          ]
            + (best?.prices ?? []).map {
              Table.Column("at most \($0.losing)% lose", key: "p\($0.losing)", kind: .number)
            } + [Table.Column("", key: "note")],
          rows: quote.plans.map { plan in
            [.text(plan.name), .text(amount(plan.cost))]
              + plan.prices.map { .text(amount(Double($0.price))) }
              + [.text(plan.isServing ? "" : "refuses too much, or breaks the terms")]
          })
      ],
      notes: [
        "The cost is the total cost: what is paid and owed with tax, less what left-over credit is worth, and the cost of refused work"
          + (quote.besides > 0 ? "; and \(amount(Double(quote.besides))) beside it." : "."),
        "\(grouped(quote.paths)) futures, seed \(quote.seed). The interval of the price is from chance in these futures alone.",
      ])
  }
}
