/// Gates as people write them: `outage risk at most 2%`, or a map that also says for which plans, and whether a broken
/// one fails or warns. In a scenario they bound its own plans, in a suite those of its scenarios.

import Documents
import Quantities
import Results
import Scenario

extension Record {
  /// `plans`: the names there are; nil: a suite, which does not know them.
  func gates(plans known: [String]?) -> [Gate] {
    var gates: [Gate] = []
    let keys = Keys.gate
    oneOrList(known == nil ? Keys.suite.gates : Keys.scenario.gates, "a gate") { record in
      let text = record.need(keys.gate, as: .text)
      let bound = record.need(keys.gate)
      let plans = record.take(keys.plans)
      let scenarios = known == nil ? record.take(Keys.suiteGate.scenarios) : nil
      let otherwise = record.take(keys.otherwise)
      for plan in plans ?? [] where known?.contains(plan) == false {
        record.findings.error(
          record.place(keys.plans), "there is no plan \(quote(plan))",
          didYouMean(plan, among: known ?? []) ?? "write the name of a plan")
      }
      guard let text, var gate = bound else { return }
      (gate.text, gate.plans, gate.scenarios, gate.otherwise) = (text, plans, scenarios, otherwise)
      let place = record.place(keys.gate)
      gate.place = FilePlace(
        path: record.findings.path(of: place), line: Int(place.line), column: Int(place.column))
      gates.append(gate)
    }
    return gates
  }
}

extension Gate {
  /// A bound as it is written, of no file.
  public init(parsing text: String) throws(QuantityError) {
    guard let parse = Shape<Gate>.bound.parse else { preconditionFailure("a gate is read from text") }
    self = try parse(text)
  }
}

extension Shape where Value == Gate {
  /// What the text of a gate says; everything else is as by default.
  static var bound: Shape {
    .parsed("a gate like 'outage risk at most 2%'", text: { $0.text }) { text throws(QuantityError) in
      guard let side = Gate.Side.allCases.first(where: { text.contains(" \($0.rawValue) ") }),
        let range = text.range(between: " \(side.rawValue) ")
      else {
        throw QuantityError(
          "\(quote(text)) bounds nothing",
          remedy: "write 'at most' or 'at least', as in 'outage risk at most 2%'")
      }
      let name = String(text[..<range.lowerBound]).trimmed
      var value = String(text[range.upperBound...]).trimmed
      guard let subject = Measure.bounded.first(where: { $0.name == name }) else {
        let names = Measure.bounded.map(\.name)
        throw QuantityError(
          "\(quote(name)) cannot be bounded",
          remedy: didYouMean(name, among: names) ?? "bound \(listed(names))")
      }
      var share: Ratio?
      if let range = value.range(between: " in "), value.hasSuffix(" of futures") {
        let stated = String(value[range.upperBound...].dropLast(" of futures".utf8.count)).trimmed
        let ratio = try Ratio(parsing: stated)
        guard ratio > .zero, ratio < .one, stated.hasSuffix("%") else {
          throw QuantityError(
            "\(quote(stated)) of the futures cannot be judged", remedy: "write a share like 95%")
        }
        guard subject.unit != .probability, !subject.formula.isRatio else {
          throw QuantityError(
            "one future has no \(name)", remedy: "leave 'in \(stated) of futures' out")
        }
        share = ratio
        value = String(value[..<range.lowerBound]).trimmed
      }
      let limit = try subject.limit(value)
      return Gate(
        text: text, subject: subject, side: side, limit: limit, share: share,
        place: FilePlace(path: "", line: 0))
    }
  }
}

extension Measure {
  fileprivate func limit(_ text: String) throws(QuantityError) -> Double {
    func wrong(_ example: String) -> QuantityError {
      QuantityError(
        "\(quote(text)) is no limit of \(name)", remedy: "write one like \(example)")
    }
    switch unit {
    case .dollars:
      guard text.hasPrefix("$") || text.hasPrefix("USD "), let amount = try? Nanodollars(parsing: text),
        amount <= .largest
      else { throw wrong("$50") }
      return Double(amount.count)
    case .hours, .days:
      guard case .seconds(let seconds)? = try? TimeSpan(parsing: text) else { throw wrong("3 hours") }
      return Double(seconds)
    case .probability, .share:
      guard text.hasSuffix("%"), let ratio = try? Ratio(parsing: text), ratio >= .zero, ratio <= .one else {
        throw wrong("2%")
      }
      return Double(ratio.millionths) / 1e6
    case .count, .ratio:
      guard let amount = try? Nanodollars(parsing: text), !text.hasPrefix("$"), amount >= .zero else {
        throw wrong(unit == .count ? "3" : "0.9")
      }
      return Double(amount.count) / 1e9
    }
  }
}

extension String {
  /// The first place of a word.
  fileprivate func range(between word: String) -> Range<String.Index>? {
    var start = startIndex
    while start < endIndex {
      if self[start...].hasPrefix(word) { return start..<index(start, offsetBy: word.count) }
      start = index(after: start)
    }
    return nil
  }
}
