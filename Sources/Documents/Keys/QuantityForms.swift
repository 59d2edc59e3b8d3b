/// The forms of quantities, as regular expressions that JSON Schema and every editor understand: `$defs` that
/// the forms of keys refer to. They are as wide as the parsers in Quantities (a test reads the same texts both
/// ways), and a little wider where a form would be unreadable: the 31st of February passes here.

package struct QuantityForm: Sendable {
  package let name: String
  /// Without anchors.
  package let pattern: String
  package let about: String
  let isNumberToo: Bool
  package let examples: [String]

  package init(
    _ name: String, _ about: String, _ pattern: String, isNumberToo: Bool = false, like examples: String...
  ) {
    self.name = name
    self.about = about
    self.pattern = pattern
    self.isNumberToo = isNumberToo
    self.examples = examples
  }

  var json: SchemaValue {
    var pairs: [(key: String, value: SchemaValue)] = [("description", .string(about))]
    pairs += Form.pattern(pattern, orNumber: isNumberToo).pairs(in: SchemaContext(edition: .closed))
    pairs.append(("examples", .strings(examples)))
    return .object(pairs)
  }
}

// MARK: Pieces of patterns

extension QuantityForm {
  package static let decimal = "(?:(?:[0-9][0-9_]*|[1-9][0-9]{0,2}(?:,[0-9]{3})+)(?:\\.[0-9]+)?|\\.[0-9]+)"
  /// Dollars, or another currency that a scenario states.
  package static let currencySign = "(?:\\$|USD |[A-Z]{3} |€|£|¥)"
  package static let unit =
    "(?:[sS]|[sS]ecs?|[sS]econds?|[mM]ins?|[mM]inutes?|[hH]|[hH]rs?|[hH]ours?|[dD]|[dD]ays?|[wW]|[wW]eeks?"
    + "|[mM]onths?|[yY]|[yY]ears?)"
  package static let length = "[0-9]+ *" + unit
  package static let date = "[0-9]{4}-[0-9]{2}-[0-9]{2}"
  package static let clock = "[0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\\.[0-9]+)?)?"
  package static let zoneName = "[A-Za-z][A-Za-z0-9_+\\-/]*"
  package static let moment =
    date + "(?:[T ]" + clock + ")?(?: ?(?:Z|[+\\-][0-9]{2}(?::?[0-9]{2})?)| " + zoneName + ")?"
}

// MARK: The quantities

extension QuantityForm {
  /// `orCurrency`: amounts may be written in another currency as well.
  package static func money(orCurrency: Bool) -> QuantityForm {
    let sign = orCurrency ? currencySign + "?" : "(?:\\$|USD )?"
    let about = orCurrency ? "dollars, or the scenario's currency" : "dollars"
    return QuantityForm(
      "money", "An amount of money: \(about), at most nine decimals. Inside { } write it without commas.",
      "-?" + sign + decimal + "[kKMB]?", isNumberToo: true, like: "$20", "$1,250.50")
  }

  package static let price = QuantityForm(
    "price", "Dollars per million tokens.", "(?:\\$|USD )?" + decimal, isNumberToo: true, like: "$3.20")

  package static let instant = QuantityForm(
    "instant", "A date (midnight UTC), or an instant with a time, an offset or a zone.", moment,
    like: "2026-12-01", "2026-12-01T06:00Z", "2026-12-01 06:00 Europe/Berlin")

  package static let span = QuantityForm(
    "span", "A span of time. 180 days is not 6 months.", length, like: "180 days", "6 months", "30 min")

  package static let share = QuantityForm(
    "share", "A share or a factor.", "[+\\-]?" + decimal + "(?: *%|x)?", isNumberToo: true,
    like: "30%", "0.3")

  package static let tokens = QuantityForm(
    "tokens", "A number of tokens.", decimal + "[kKMB]?(?: *tokens?)?", isNumberToo: true, like: "14k")

  package static let zone = QuantityForm(
    "zone", "A time zone, by its name.", zoneName, like: "Europe/Berlin", "UTC")

  package static let hours = QuantityForm(
    "hours", "Hours of a day; weekdays in front, a zone behind, both optional.",
    "(?:[A-Za-z][A-Za-z,\\- ]* +)?[0-9]{1,2}:[0-9]{2}-[0-9]{1,2}:[0-9]{2}(?: +" + zoneName + ")?",
    like: "Mon-Fri 09:00-17:00 Europe/Berlin")

  package static let number = QuantityForm(
    "number", "A number.", decimal + "[kKMB]?", isNumberToo: true, like: "0.2")
}
