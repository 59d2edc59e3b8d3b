/// The matrix itself, and the Gram matrix, against their definitions.

import Numerics
import Testing

struct MatrixTests {
  @Test func `elements lie column by column`() {
    let matrix = Matrix([[1, 2, 3], [4, 5, 6]])
    #expect(matrix.rows == 2 && matrix.columns == 3)
    #expect(matrix.elements == [1, 4, 2, 5, 3, 6])
    #expect(matrix[1, 0] == 4 && matrix[0, 2] == 3)
    #expect(Array(matrix.column(1)) == [2, 5])
    #expect(matrix == Matrix(rows: 2, columns: 3, elements: [1, 4, 2, 5, 3, 6]))
  }

  private static let shapes: [(Int, Int, Int)] = [
    (1, 1, 1), (2, 3, 4), (7, 1, 5), (1, 9, 1), (33, 17, 65), (128, 40, 3), (0, 3, 2), (3, 0, 2), (3, 2, 0),
    (0, 0, 0),
  ]

  @Test(arguments: shapes)
  func `a Gram matrix is the product of the transposed, and exactly symmetric`(shape: (Int, Int, Int)) {
    var numbers = Numbers(seed: 2)
    let x = numbers.matrix(shape.0, shape.1)
    let g = gram(of: x)
    #expect(distance(g, naiveGram(x)) <= 1e-13)
    for i in 0..<g.rows {
      for j in 0..<i { #expect(g[i, j] == g[j, i]) }
    }
  }

  @Test func `means and variances come from a Gram matrix with a column of ones`() {
    let x = Matrix([[1, 2, 10], [1, 4, 10], [1, 9, 10]])
    #expect(gram(of: x) == Matrix([[3, 15, 30], [15, 101, 150], [30, 150, 300]]))
  }

  @Test func `wrong shapes stop the program`() async {
    await #expect(processExitsWith: .failure) { _ = Matrix(rows: 2, columns: 2, elements: [1, 2, 3]) }
    await #expect(processExitsWith: .failure) { _ = Matrix(rows: 1 << 31, columns: 0) }
    await #expect(processExitsWith: .failure) { _ = Matrix(rows: 2, columns: 2)[2, 0] }
    await #expect(processExitsWith: .failure) { _ = Matrix([[1, 2], [3]]) }
    await #expect(processExitsWith: .failure) { _ = Cholesky([1, 2, 3], size: 2) }
  }

  @Test func `the longest side that BLAS counts is a side`() {
    #expect(Matrix(rows: Int(Int32.max), columns: 0).elements.isEmpty)
    #expect(gram(of: Matrix(rows: Int(Int32.max), columns: 0)).rows == 0)
  }

  @Test func `BLAS works on one thread and names its kernels`() {
    #expect(BLAS.threads == 1)
    #expect(BLAS.core?.isEmpty == false)
  }
}
