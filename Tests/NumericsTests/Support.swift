/// Naive versions of what the library does, and numbers that are the same in every run.

import Numerics

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

/// The Gram matrix by its definition.
func naiveGram(_ x: Matrix) -> Matrix {
  var result = Matrix(rows: x.columns, columns: x.columns)
  for i in 0..<x.columns {
    for j in 0..<x.columns {
      for k in 0..<x.rows { result[i, j] += x[k, i] * x[k, j] }
    }
  }
  return result
}

/// The greatest difference between two matrices of one shape; infinite, if the shapes differ.
func distance(_ a: Matrix, _ b: Matrix) -> Double {
  guard a.rows == b.rows, a.columns == b.columns else { return .infinity }
  return zip(a.elements, b.elements).reduce(0) { max($0, abs($1.0 - $1.1)) }
}
