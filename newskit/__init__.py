"""newskit: from news as it is found to a corpus that can be counted, searched, trained on and cited."""
