/// "Did you mean": the known name nearest to one that is not known.
/// Distance: Damerau-Levenshtein in its restricted form (insert, delete, replace, swap two neighbours: one
/// each), letters without regard to case. Both sides of the cutoff: as many edits as a third of the longer
/// name's letters (at least one) are still a slip of the pen, one more is another name. Ties go to the name
/// that shares the longer beginning, then to the first in alphabetical order, so the answer never depends on
/// the order of `names`.

public func nearestName(to name: String, among names: some Sequence<String>) -> String? {
  let wanted = Array(name.lowercased().unicodeScalars)
  var best: (name: String, distance: Int, shared: Int)?
  for candidate in names {
    let known = Array(candidate.lowercased().unicodeScalars)
    let cutoff = max(1, max(wanted.count, known.count) / 3)
    // Also keeps an absurdly long name from costing its square.
    guard abs(wanted.count - known.count) <= cutoff else { continue }
    let distance = editDistance(wanted, known)
    guard distance <= cutoff else { continue }
    let shared = zip(wanted, known).prefix { $0 == $1 }.count
    if let best, (best.distance, -best.shared, best.name) <= (distance, -shared, candidate) { continue }
    best = (candidate, distance, shared)
  }
  return best?.name
}

/// The least number of edits, with three rows of the usual table: a swap looks two rows back.
private func editDistance(_ a: [Unicode.Scalar], _ b: [Unicode.Scalar]) -> Int {
  var beforeLast = [Int](repeating: 0, count: b.count + 1)
  var last = Array(0...b.count)
  var row = last
  for i in a.indices {
    row[0] = i + 1
    for j in b.indices {
      let replaced = last[j] + (a[i] == b[j] ? 0 : 1)
      var least = min(replaced, last[j + 1] + 1, row[j] + 1)
      if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] { least = min(least, beforeLast[j - 1] + 1) }
      row[j + 1] = least
    }
    (beforeLast, last, row) = (last, row, beforeLast)
  }
  return last[b.count]
}
