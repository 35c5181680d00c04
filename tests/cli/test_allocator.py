"""Large arrays go back to the system."""

import ctypes
import subprocess
import sys

import pytest

_CODE = """
import ctypes
from geomap.cli.allocator import give_memory_back

class Held(ctypes.Structure):
    _fields_ = [(f"f{n}", ctypes.c_size_t) for n in range(10)]

libc = ctypes.CDLL(None)
libc.mallinfo2.restype = Held
libc.malloc.restype = ctypes.c_void_p
libc.free.argtypes = [ctypes.c_void_p]
{call}
# glibc takes the size of what is freed for its threshold: the second one would stay in the heap.
libc.free(libc.malloc(8 << 20))
libc.malloc(6 << 20)
print(libc.mallinfo2().f4 >> 20)  # hblkhd: bytes that were mapped one by one
"""


@pytest.mark.skipif(not hasattr(ctypes.CDLL(None), "mallinfo2"), reason="only glibc 2.33 and later tells")
@pytest.mark.parametrize(("call", "mapped"), [("", False), ("give_memory_back()", True)])
def test_large_arrays_do_not_stay_in_the_heap(call: str, mapped: bool) -> None:
    done = subprocess.run(
        [sys.executable, "-c", _CODE.replace("{call}", call)], capture_output=True, text=True, check=True
    )
    assert (int(done.stdout) >= 6) is mapped
