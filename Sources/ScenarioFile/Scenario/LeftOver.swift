/// `left over`: what unexpired credit is worth at the end: one of three names, or `{refunded: 80%}`, which may also stand as
/// `refunded 80%`.
/// At the boundary: `refunded 0%` is worth nothing, `refunded 100%` is worth the price paid.

import Documents
import Quantities
import Results

extension Shape where Value == LeftOverWorth {
  static var leftOver: Shape {
    let names = LeftOverWorth.named.map(\.name)
    let expected = "a worth like 'as far as it will be used'"
    let parse: Parse = { text throws(QuantityError) in
      if let worth = LeftOverWorth.named.first(where: { $0.name == text }) { return worth }
      if text.hasPrefix("refunded") {
        let share = text.dropFirst("refunded".count).drop { $0 == ":" || $0 == " " }
        return .refunded(try LeftOverWorth.refund(String(share)))
      }
      throw QuantityError(
        "\(quote(text)) is no worth of what is left over",
        remedy: didYouMean(text, among: names)
          ?? "write \(names.map { "'\($0)'" }.joined(separator: ", ")) or '{refunded: 80%}'")
    }
    return Shape(
      expected,
      .anyOf([
        .names(names), .pattern("refunded:? [0-9]+(?:\\.[0-9]+)?%", orNumber: false), .record(.leftOver),
      ]),
      parse: parse,
      write: { Node.text($0.name) },
      read: { node, findings in
        if node.isMap {
          return Record.read(node, "what is left over", .leftOver, findings) {
            $0.need(Keys.leftOver.refunded).map(LeftOverWorth.refunded)
          }.flatMap { $0 }
        }
        guard let text = node.text(expected, findings) else { return nil }
        do throws(QuantityError) { return try parse(text) } catch {
          findings.error(node.place, error)
          return nil
        }
      })
  }
}

extension LeftOverWorth {
  fileprivate static func refund(_ text: String) throws(QuantityError) -> Ratio {
    guard text.hasSuffix("%"), let share = try? Ratio(parsing: text), share >= .zero, share <= .one else {
      throw QuantityError("\(quote(text)) is no share that is refunded", remedy: "write one like 80%")
    }
    return share
  }
}
