/// Naive versions of what the library does, and numbers that are the same in every run.
import LinearAlgebra

/// SplitMix64, as doubles between -1 and 1.
struct Numbers {
  private var state: UInt64
  init(seed: UInt64) { state = seed }

  mutating func next() -> Double {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    z ^= z >> 31
    return Double(Int64(bitPattern: z) >> 11) / 0x1p52
  }

  mutating func matrix(_ rows: Int, _ columns: Int) -> Matrix {
    Matrix(rows: rows, columns: columns, elements: (0..<rows * columns).map { _ in next() })
  }
}

/// The product by its definition.
func naiveProduct(_ a: Matrix, _ b: Matrix) -> Matrix {
  var result = Matrix(rows: a.rows, columns: b.columns)
  for i in 0..<a.rows {
    for j in 0..<b.columns {
      for k in 0..<a.columns { result[i, j] += a[i, k] * b[k, j] }
    }
  }
  return result
}

/// The greatest difference between two matrices of one shape; infinite, if the shapes differ.
func distance(_ a: Matrix, _ b: Matrix) -> Double {
  guard a.rows == b.rows, a.columns == b.columns else { return .infinity }
  return zip(a.elements, b.elements).reduce(0) { max($0, abs($1.0 - $1.1)) }
}
