/// What the words of a page mean: each stands once, here. A page has them at its end, with a link from the first place where a
/// word is used; docs/glossary.md says the same (Tests/PagesTests/GlossaryTests.swift holds it against this list).

public struct Glossary: Sendable {
  public struct Term: Hashable, Sendable {
    public let name: String
    /// As sentences have it; the name in lower case is one of them.
    public let forms: [String]
    public let text: String

    init(_ name: String, _ forms: [String] = [], _ text: String) {
      self.name = name
      self.forms = [name.lowercased()] + forms
      self.text = text
    }

    /// Of its place on a page: `total-cost`.
    public var anchor: String { String(name.lowercased().map { $0 == " " ? "-" : $0 }) }
  }

  public static let terms: [Term] = [
    Term(
      "Cash out", ["cash paid", "in cash"],
      "Money that leaves your account: prices, fees and tax, less what is refunded. A budget counts it in the calendar month "
        + "(UTC) in which it is paid."),
    Term(
      "Cut off", [],
      "Work is being refused. The risk of being cut off for more than an hour is the share of futures with an outage that long."
    ),
    Term(
      "Future", ["futures"],
      "One simulated course of usage, deliveries and payments, drawn by chance from what the scenario says. Every plan is "
        + "lived through the same ones. Also called path."),
    Term(
      "Interval", [],
      "The range in which the true figure lies with a stated certainty: 95 %, unless something else is said. It speaks of "
        + "chance in the futures alone; usage and risks are your assumptions."),
    Term(
      "Left over", [],
      "Credit that is there at the end and has not expired. A scenario says what it is worth: unless it says something else, "
        + "every future runs on without buying until the last lot has expired, what is drawn then is worth what was paid for "
        + "it, and what expires is worth nothing."),
    Term(
      "List price", [],
      "What the rate card says that usage costs, before any discount on credit."),
    Term(
      "Lot", ["lots"],
      "An amount of credit that was bought, given or held as one piece, with a price, a source and an expiry of its own."
    ),
    Term(
      "Net cost", [],
      "What was paid, and what is owed at the end, less what the credit that is left over is worth."),
    Term(
      "Outage", ["outages"],
      "A stretch of time that begins when demand is refused, and ends when everything that was refused can be served again."
    ),
    Term(
      "P10, P90", ["P10", "P50", "P90", "P95"],
      "P10 is the amount that one future in ten stays below or at; P50 that half of them do, P90 nine in ten, P95 nineteen in "
        + "twenty."),
    Term(
      "Refused", ["refuses", "refuse"],
      "Said of work that nothing could pay for when it was asked for: no credit, a cap or limit, a failed payment, an allowance "
        + "that is used up, revoked credit. Work that comes back and is served within the scenario's patience is not counted. "
        + "Files call it blocked."),
    Term(
      "Served dollar", ["served dollars", "useful dollar", "dollars asked for"],
      "A dollar of usage that was really served, at list price. Also called useful dollar."),
    Term(
      "Tie", ["a tie"],
      "Two plans whose total costs differ by less than the noise, or by less than half a per cent. The one that refuses fewer "
        + "dollars is named first, then the one that takes less cash."),
    Term(
      "Total cost", ["in all"],
      "What was paid, and what is owed at the end, less what the credit that is left over is worth, and the stated cost of "
        + "refused work."),
    Term(
      "Waste", [],
      "Credit that was lost before use: expired, revoked or undelivered. In money paid it is the share of the price that belongs "
        + "to it; what is left over at the end and will be lost later is waste to come."),
  ]
}
