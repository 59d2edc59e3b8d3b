/// Eigenvectors: they are what they say, of matrices with known ones, equal ones, dependent rows and none.

import Numerics
import Testing

@Suite struct EigenvectorsTests {
  @Test(arguments: [1, 2, 5, 32]) func `a matrix times each vector is its value times the vector`(size: Int) {
    // The covariances of a random walk: min(i, j).
    let matrix = (0..<(size * size)).map { Double(min($0 / size, $0 % size) + 1) }
    let found = Eigenvectors(matrix, size: size)
    for number in 0..<size {
      let vector = Array(found.vectors[(number * size)..<(number * size + size)])
      #expect(vector.reduce(0, +) >= 0)
      for other in 0..<size {
        let product = (0..<size).reduce(0.0) { $0 + vector[$1] * found.vectors[other * size + $1] }
        #expect(abs(product - (other == number ? 1 : 0)) < 1e-12)
      }
      for row in 0..<size {
        let image = (0..<size).reduce(0.0) { $0 + matrix[row * size + $1] * vector[$1] }
        #expect(abs(image - found.values[number] * vector[row]) < 1e-10 * found.values[0])
      }
    }
    #expect(zip(found.values, found.values.dropFirst()).allSatisfy { $0 >= $1 })
    // Known: 1 / (2 - 2 cos((2 k - 1) pi / (2 n + 1))); of 32 rows the largest is 428.2.
    if size == 2 { #expect(abs(found.values[0] - (3 + 5.0.squareRoot()) / 2) < 1e-12) }
  }

  @Test func `equal values, dependent rows and an empty matrix`() {
    #expect(Eigenvectors([], size: 0).values.isEmpty)
    #expect(Eigenvectors([2, 0, 0, 0, 2, 0, 0, 0, 2], size: 3).values == [2, 2, 2])
    let dependent = Eigenvectors([1, 1, 1, 1], size: 2)
    #expect(abs(dependent.values[0] - 2) < 1e-15 && abs(dependent.values[1]) < 1e-15)
    #expect(Eigenvectors([Double](repeating: 0, count: 9), size: 3).values == [0, 0, 0])
  }
}
