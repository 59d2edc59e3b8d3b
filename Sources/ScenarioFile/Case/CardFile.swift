/// A rate card of the user's own, as docs/rate-card.md describes it.

import Pricing

public enum CardFile {
  public static func read(path: String) throws(Diagnostics) -> RateCard {
    throw Diagnostics([
      Diagnostic(
        .error, path: path, message: "a rate card of one's own ('\(path)') cannot be read yet",
        remedy: "write 'rates: anthropic', the built-in card")
    ])
  }
}
