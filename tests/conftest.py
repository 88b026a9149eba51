"""What every test relies on."""

from hypothesis import settings

# A law holds or not, however busy the machine is; what else hypothesis chooses for CI stays as it is.
settings.register_profile("smartvillage", deadline=None)
settings.register_profile("thousand", deadline=None, max_examples=1000)
settings.load_profile("smartvillage")
