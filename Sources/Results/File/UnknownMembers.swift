/// The members of a result about numbers that nobody knows: written, read back and described, side by side.

import Formats

private typealias Member = JSONShape.Member

extension JSONWriter {
  mutating func unknownNumbers(_ numbers: [UnknownNumberResult], _ names: [String]) {
    array("unknown_numbers") { json in
      for number in numbers {
        json.object { json in
          json.string("name", number.name)
          json.string("low", number.low)
          json.string("high", number.high)
          json.array("flips") { json in
            for flip in number.flips {
              json.object { json in
                json.string("below", names[flip.below])
                json.string("above", names[flip.above])
                json.string("value", flip.value)
                json.string("least", flip.least)
                json.string("most", flip.most)
              }
            }
          }
        }
      }
    }
  }
}

extension ResultReader {
  func unknownNumbers(_ names: [String]) throws(ResultError) -> [UnknownNumberResult] {
    guard maybe("unknown_numbers") != nil else { return [] }
    var numbers: [UnknownNumberResult] = []
    for item in try items("unknown_numbers") {
      var flips: [UnknownNumberResult.Flip] = []
      for flip in try item.items("flips") {
        flips.append(
          UnknownNumberResult.Flip(
            below: try flip.name("below", among: names), above: try flip.name("above", among: names),
            value: try flip.text("value"), least: try flip.text("least"), most: try flip.text("most")))
      }
      numbers.append(
        UnknownNumberResult(
          name: try item.text("name"), low: try item.text("low"), high: try item.text("high"), flips: flips))
    }
    return numbers
  }
}

extension ResultSchema {
  static let unknownNumbers: JSONShape = .list(
    .object([
      Member("name", .text, "where it stands in its plan or in the account"),
      Member("low", .text, "as the scenario writes it"), Member("high", .text),
      Member(
        "flips",
        .list(
          .object([
            Member("below", .text, "the cheaper plan below the value"), Member("above", .text),
            Member("value", .text), Member("least", .text, "lower end of the 95 % interval"),
            Member("most", .text),
          ])), "where the answer of the comparison and another plan change places; none: nowhere"),
    ]))
}
