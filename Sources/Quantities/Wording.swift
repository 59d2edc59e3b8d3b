/// Small turns of phrase that messages and tables share.

/// `a, b or c`.
public func listed(_ names: some Collection<String>, _ word: String = "or") -> String {
  let names = Array(names)
  guard let last = names.last, names.count > 1 else { return names.first ?? "" }
  return names.dropLast().joined(separator: ", ") + " \(word) " + last
}

/// `1,234,567`.
public func grouped(_ count: Int) -> String {
  DecimalText.print(Int64(count), decimals: 0, least: 0)
}
