/// Which model of a rate card a name in an export means. Exports write ids, ids with a date, titles, names with the prefix of
/// a gateway or a cloud, and names with the words in another order: `VENDOR/NAME`, `us.VENDOR.NAME-v1:0`, `NAME@DATE`,
/// `NAME[1m]`. What is left when all that is taken off is a kind (a word that names of the card have) and a version.

import Pricing
import Providers
import Quantities

public struct ModelNames: Sendable {
  public enum Meaning: Hashable, Sendable {
    case known(ModelID)
    /// The card does not have it; it has others of its kind, of which this one's version is the nearest.
    case nearest(ModelID)
    /// A model of somebody else.
    case foreign
    case unnamed
  }

  private struct Parts: Hashable {
    var kind: String
    var major: Int
    var minor: Int
  }

  private let card: RateCard
  private let usual: ModelID
  private var exact: [String: ModelID] = [:]
  private var kinds: [(parts: Parts, id: ModelID)] = []
  private var words: Set<String> = []
  private let prefix: String

  /// `usual`: what stands for a model of the card's maker of which not even the kind is known.
  public init(card: RateCard, usual: ModelID) {
    self.card = card
    self.usual = usual
    prefix = card.modelPrefix
    for (name, id) in card.modelsByName {
      guard let facts = card.facts(of: id) else { continue }
      for text in [facts.title, name] + facts.aliases { exact[ModelNames.plain(text)] = id }
      for word in name.split(separator: "-") where !(prefix + "-").contains(word + "-") {
        if word.allSatisfy(\.isLetter) { words.insert(String(word)) }
      }
    }
    for (name, id) in card.modelsByName {
      if let parts = parts(of: ModelNames.plain(name)) { kinds.append((parts, id)) }
    }
  }

  public func meaning(of name: String?) -> Meaning {
    guard let name, !name.isEmpty else { return .unnamed }
    var plain = ModelNames.plain(name)
    var isOurs = prefix.isEmpty
    if !prefix.isEmpty, let found = plain.firstRange(of: prefix) {
      plain = String(plain[found.lowerBound...])
      isOurs = true
    }
    if let id = exact[plain] { return .known(id) }
    guard let parts = parts(of: plain) else { return isOurs && !prefix.isEmpty ? .nearest(usual) : .foreign }
    if let known = kinds.first(where: { $0.parts == parts }) { return .known(known.id) }
    guard isOurs else { return .foreign }
    func distance(_ other: Parts) -> Int {
      abs((other.major - parts.major) * 100 + other.minor - parts.minor)
    }
    let same = kinds.filter { $0.parts.kind == parts.kind }
    // Of two at the same distance, the later one.
    let best = same.min { a, b in
      (distance(a.parts), -a.parts.major, -a.parts.minor) < (
        distance(b.parts), -b.parts.major, -b.parts.minor
      )
    }
    return .nearest(best?.id ?? usual)
  }

  /// In lower case, with a hyphen for whatever parts words; without the maker's or the gateway's path.
  private static func plain(_ name: String) -> String {
    let last = name.split(separator: "/").last.map(String.init) ?? name
    var result = ""
    for character in last.lowercased() {
      let isWord = character.isLetter || character.isNumber
      if isWord {
        result.append(character)
      } else if !result.isEmpty, result.last != "-" {
        result.append("-")
      }
    }
    if result.last == "-" { result.removeLast() }
    return result
  }

  /// A kind that the card has, and the first two numbers of one or two digits: the rest is a date, a revision, a way of use.
  private func parts(of plain: String) -> Parts? {
    var kind: String?
    var numbers: [Int] = []
    for word in plain.split(separator: "-") {
      if words.contains(String(word)) { kind = kind ?? String(word) }
      if word.utf8.count <= 2, let number = Int(word), number >= 0 { numbers.append(number) }
      // `v1` begins a revision.
      if word.first == "v", Int(word.dropFirst()) != nil { break }
    }
    guard let kind, let major = numbers.first else { return nil }
    return Parts(kind: kind, major: major, minor: numbers.count > 1 ? numbers[1] : 0)
  }
}
