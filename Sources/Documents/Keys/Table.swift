/// The keys of one record, in the order in which people read them. A table is made from a group of keys: a
/// struct whose constants are keys, or further groups that several records share. A new key is one more
/// constant:
///
///     struct WindowKeys: KeyGroup {
///       let limit = RequiredKey("limit", .money, "Usage in one window.")
///       let resets = Key("resets", .instant, "An instant at which it resets.", absent: "the start")
///     }

package protocol KeyGroup: Sendable {}

package struct Table: Sendable {
  /// What a record of it is called, without its article: `lot`.
  package let title: String
  /// Strays included.
  package let keys: [any StatedKey]
  /// Whether what stands in for its keys is noted, for `check --explain`.
  let isExplained: Bool
  private let names: Set<String>

  package init(_ title: String, _ group: any KeyGroup, isExplained: Bool = true) {
    self.title = title
    self.isExplained = isExplained
    keys = Table.keys(of: group)
    names = Set(keys.map(\.name))
  }

  /// The constants of the group, in the order of their declaration.
  private static func keys(of group: any KeyGroup) -> [any StatedKey] {
    Mirror(reflecting: group).children.flatMap { child -> [any StatedKey] in
      switch child.value {
      case let key as any StatedKey: return [key]
      case let group as any KeyGroup: return keys(of: group)
      case let keys as [any StatedKey]: return keys
      default: preconditionFailure("\(child.label ?? "") of \(type(of: group)) is neither a key nor a group")
      }
    }
  }

  package func has(_ name: String) -> Bool { names.contains(name) }

  /// What a file of an edition may state.
  package func facts(in edition: Edition) -> [KeyFact] {
    keys.map(\.fact).filter { !$0.isStray && ($0.edition ?? edition) == edition }
  }

  /// Every table that is reached from this one, itself first, each once, in the order of the keys. Tables of
  /// one title are one.
  package func reached(in edition: Edition) -> [Table] {
    var tables: [Table] = []
    func visit(_ table: Table) {
      guard !tables.contains(where: { $0.title == table.title && $0.names == table.names }) else { return }
      tables.append(table)
      for fact in table.facts(in: edition) {
        visit(fact.form)
        if let ranges = fact.ranges { visit(ranges) }
      }
    }
    func visit(_ form: Form) {
      switch form {
      case .quantity, .pattern, .whole, .names, .yesNo, .nothing, .any, .version: break
      case .record(let table): visit(table)
      case .maps(let item), .list(let item): visit(item)
      case .anyOf(let forms): for form in forms { visit(form) }
      case .either: visit(form.resolved(in: edition))
      }
    }
    visit(self)
    return tables
  }
}
