/// The forms of quantities, as regular expressions that JSON Schema and every editor understand: `$defs` that
/// the records refer to. They are as wide as the parsers in Quantities (a test reads the same texts both
/// ways), and a little wider where a form would be unreadable: the 31st of February passes here.

extension Schema {
  package static var money: Schema { Schema(.quantity("money")) }
  package static var price: Schema { Schema(.quantity("price")) }
  package static var instant: Schema { Schema(.quantity("instant")) }
  package static var span: Schema { Schema(.quantity("span")) }
  package static var share: Schema { Schema(.quantity("share")) }
  package static var tokens: Schema { Schema(.quantity("tokens")) }
  package static var zone: Schema { Schema(.quantity("zone")) }
  package static var hours: Schema { Schema(.quantity("hours")) }
  package static var validity: Schema { Schema(.quantity("validity")) }
  package static var number: Schema { Schema(.quantity("number")) }
}

package struct SchemaQuantity: Sendable {
  package let name: String
  /// Without anchors.
  package let pattern: String
  let about: String
  let isNumberToo: Bool
  let examples: [String]

  init(
    _ name: String, _ about: String, _ pattern: String, isNumberToo: Bool = false, like examples: String...
  ) {
    self.name = name
    self.about = about
    self.pattern = pattern
    self.isNumberToo = isNumberToo
    self.examples = examples
  }

  package var schema: Schema {
    var schema = Schema(.text(pattern: pattern, orNumber: isNumberToo), examples: examples)
    schema.about = about
    return schema
  }

  private static let decimal = "(?:(?:[0-9][0-9_]*|[1-9][0-9]{0,2}(?:,[0-9]{3})+)(?:\\.[0-9]+)?|\\.[0-9]+)"
  private static let unit =
    "(?:[sS]|[sS]ecs?|[sS]econds?|[mM]ins?|[mM]inutes?|[hH]|[hH]rs?|[hH]ours?|[dD]|[dD]ays?|[wW]|[wW]eeks?"
    + "|[mM]onths?|[yY]|[yY]ears?)"
  private static let length = "[0-9]+ *" + unit
  private static let date = "[0-9]{4}-[0-9]{2}-[0-9]{2}"
  private static let clock = "[0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\\.[0-9]+)?)?"
  private static let zoneName = "[A-Za-z][A-Za-z0-9_+\\-/]*"
  private static let moment =
    date + "(?:[T ]" + clock + ")?(?: ?(?:Z|[+\\-][0-9]{2}(?::?[0-9]{2})?)| " + zoneName + ")?"

  /// Those that a case and a card need; a scenario may have its own currency and so wider forms of money.
  package static func all(inScenario: Bool) -> [SchemaQuantity] {
    let currency = inScenario ? "(?:\\$|USD |[A-Z]{3} |€|£|¥)?" : "(?:\\$|USD )?"
    let moneyAbout = inScenario ? "dollars, or the scenario's currency" : "dollars"
    return [
      SchemaQuantity(
        "money",
        "An amount of money: \(moneyAbout), at most nine decimals. Inside { } write it without commas.",
        "-?" + currency + decimal + "[kKMB]?", isNumberToo: true, like: "$20", "$1,250.50"),
      SchemaQuantity(
        "price", "Dollars per million tokens.", "(?:\\$|USD )?" + decimal, isNumberToo: true, like: "$3.20"),
      SchemaQuantity(
        "instant", "A date (midnight UTC), or an instant with a time, an offset or a zone.", moment,
        like: "2026-12-01", "2026-12-01T06:00Z", "2026-12-01 06:00 Europe/Berlin"),
      SchemaQuantity(
        "span", "A span of time. 180 days is not 6 months.", length, like: "180 days", "6 months", "30 min"),
      SchemaQuantity(
        "share", "A share or a factor.", "[+\\-]?" + decimal + "(?: *%|x)?", isNumberToo: true, like: "30%",
        "0.3"),
      SchemaQuantity(
        "tokens", "A number of tokens.", decimal + "[kKMB]?(?: *tokens?)?", isNumberToo: true, like: "14k"),
      SchemaQuantity("zone", "A time zone, by its name.", zoneName, like: "Europe/Berlin", "UTC"),
      SchemaQuantity(
        "hours", "Hours of a day; weekdays in front, a zone behind, both optional.",
        "(?:[A-Za-z][A-Za-z,\\- ]* +)?[0-9]{1,2}:[0-9]{2}-[0-9]{1,2}:[0-9]{2}(?: +" + zoneName + ")?",
        like: "Mon-Fri 09:00-17:00 Europe/Berlin"),
      SchemaQuantity(
        "validity", "How long a lot can be used: a span, the billing cycle, for ever, or until an instant.",
        "(?:" + length + "|billing cycle|never|" + moment + ")(?: +from (?:purchase|issue|delivery|claim))?",
        like: "180 days", "1 year from purchase", "billing cycle", "never", "2027-03-01"),
      SchemaQuantity("number", "A number.", decimal + "[kKMB]?", isNumberToo: true, like: "0.2"),
    ]
  }
}
