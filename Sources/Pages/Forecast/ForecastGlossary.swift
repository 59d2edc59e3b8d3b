/// The words of a forecast's, a backtest's and a hindsight's page: of Glossary.swift those that say the same here, and their own.

extension Glossary {
  private static func common(_ names: [String]) -> [Term] { terms.filter { names.contains($0.name) } }

  private static let drawn = Term(
    "Future", ["futures"],
    "One course that usage may take after the history, drawn by chance from what the history shows and from what other users' "
      + "histories looked like.")
  private static let plainRange = Term(
    "P10, P90", ["P10", "P50", "P90", "P97.5"],
    "P10 is the amount that one future in ten stays below or at; P50 that half of them do, P90 nine in ten, P97.5 thirty-nine "
      + "in forty.")

  static let ofForecasts = [drawn] + common(["List price"]) + [plainRange]

  static let ofBacktests =
    [
      Term(
        "Bias", [],
        "The mean of forecasts less what came, as a share of the history's level: above 0 they were too high."
      ),
      Term(
        "CRPS", [],
        "The continuous ranked probability score: how far a forecast's futures lie from what came on average, less half of how far "
          + "they lie from each other; as a share of the history's level. Of a single figure it is its mean absolute error. "
          + "Less is better."),
      drawn,
    ] + common(["List price"]) + [
      Term(
        "Origin", ["origins"],
        "A past day from which was looked ahead, knowing only what came before it."),
      plainRange,
      Term(
        "Pinball loss", ["pinball"],
        "The mean loss of the quantiles at 10, 50 and 90 % as a share of the history's level: each is charged for what came above "
          + "and below it in the proportion that it promises. Less is better."),
      Term(
        "Regret", [],
        "What was paid by going by a rule, less what the best plan of each time would have cost, known only afterwards."
      ),
    ]

  static let ofHindsight =
    common(["Cash out", "List price", "Lot"])
    + [
      Term(
        "Made anew", ["put together anew"],
        "A history of the same length, from weeks of the real one drawn by chance: what might have happened as well."
      ),
      plainRange,
    ] + common(["Refused", "Waste"])
}
