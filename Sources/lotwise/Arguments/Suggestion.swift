/// The nearest of the names that would have been right.

/// `; did you mean 'replay'?`, or nothing when no name is near: at most a third of its letters wrong, one for
/// short names. `replya` is two letters off `replay` and near; `foo` is near nothing.
func suggestion(for name: String, among known: [String]) -> String {
  let ranked = known.map { (name: $0, distance: editDistance(name, $0)) }
  guard let best = ranked.min(by: { $0.distance < $1.distance }),
    best.distance <= max(1, best.name.count / 3)
  else { return "" }
  return "; did you mean '\(best.name)'?"
}

/// Letters to insert, remove or replace.
private func editDistance(_ a: String, _ b: String) -> Int {
  let (a, b) = (Array(a), Array(b))
  // A name this long is no slip of the finger; the table stays small.
  guard a.count <= 64, b.count <= 64 else { return Int.max }
  var row = Array(0...b.count)
  for (i, x) in a.enumerated() {
    var diagonal = row[0]
    row[0] = i + 1
    for (j, y) in b.enumerated() {
      let replaced = diagonal + (x == y ? 0 : 1)
      diagonal = row[j + 1]
      row[j + 1] = min(replaced, row[j] + 1, row[j + 1] + 1)
    }
  }
  return row[b.count]
}
